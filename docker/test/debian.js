// Files of Debian packages that are installed on this machine, with those that they depend on: what a base image is made of.
import { execFileSync } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 };

const FIELDS = ["binary:Package", "Version", "Provides", "Pre-Depends", "Depends"];

/** Asks when a package is configured, which none is here; it would bring Perl. */
const LEFT_OUT = new Set(["debconf", "debconf-2.0"]);

/** For people: three quarters of the files. */
const UNUSED = /^usr\/share\/(?:doc|man|info|locale|lintian|bash-completion|bug|gcc\/python|gdb)\//;

/** `libc6 (>= 2.36) | musl:any` is libc6 or musl. */
const alternatives = (text) =>
  text
    .split(",")
    .map((one) => one.split("|").map((name) => name.replace(/[(:[].*/s, "").trim()))
    .filter(([first]) => first !== "");

/** Every package here, by its own name and by those that it provides. */
function readInstalled() {
  const format = `${FIELDS.map((field) => `\${${field}}`).join("\t")}\n`;
  const lines = execFileSync("dpkg-query", ["--show", `--showformat=${format}`], options).split("\n");
  const packages = lines.filter(Boolean).map((line) => {
    const [name = "", version, provides = "", ...depends] = line.split("\t");
    const names = [name.replace(/:.*/, ""), ...alternatives(provides).flat()];
    return { name, version, names, depends: depends.flatMap(alternatives) };
  });
  return new Map(packages.toReversed().flatMap((found) => found.names.map((name) => [name, found])));
}

/**
 * Finds packages, and what they depend on.
 *
 * @param {readonly string[]} names
 * @returns {readonly { name: string, version: string }[]}
 */
export function withDependencies(names) {
  const installed = readInstalled();
  const found = new Set();
  const add = (wanted) => {
    const one = wanted.map((name) => installed.get(name)).find((known) => known !== undefined);
    if (one === undefined) throw new Error(`Debian's ${wanted.join(" or ")} is not installed`);
    if (found.has(one)) return;
    found.add(one);
    for (const next of one.depends) if (!next.some((name) => LEFT_OUT.has(name))) add(next);
  };
  for (const name of names) add([name]);
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Paths of all files and folders of the packages, relative to the root, as they really are: /lib is a link to /usr/lib. */
export function filesOf(packages) {
  const listed = execFileSync("dpkg-query", ["--listfiles", ...packages.map(({ name }) => name)], options);
  const folders = new Map();
  const real = (folder) => {
    if (!folders.has(folder)) folders.set(folder, realpathSync(folder));
    return folders.get(folder);
  };
  const files = new Set();
  for (const path of new Set(listed.split("\n"))) {
    // A line that does not begin so tells of a diversion; a file that is not there, of a machine without pages for people.
    if (!path.startsWith("/") || path === "/." || !lstatSync(path, { throwIfNoEntry: false })) continue;
    const file = join(real(dirname(path)), basename(path)).slice(1);
    if (!UNUSED.test(`${file}/`)) files.add(file);
  }
  return [...files].sort((a, b) => (a < b ? -1 : 1));
}
