import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AssembleError } from "./error.js";
import { npm } from "./npm.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The packages that an image may have; what is under another scope, or none, is for authors of plugins. */
const folders = () =>
  ["packages", "plugins"]
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => readJson(join(root, folder, "package.json")).name.startsWith("@testcar/"));

const NOT_COPIED = new Set(["node_modules", "dist", "test"]);

/** A copy of the sources, whose packages find one another and nothing of the original's output. */
function copySources(copy) {
  for (const folder of folders()) {
    const filter = (path) => !NOT_COPIED.has(path.split("/").at(-1));
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter });
    // What only this package has, or in a version of its own.
    const own = join(root, folder, "node_modules");
    if (existsSync(own)) symlinkSync(own, join(copy, folder, "node_modules"));
  }
  cpSync(join(root, "scripts"), join(copy, "scripts"), { recursive: true });
  for (const name of ["package.json", "tsconfig.base.json"]) cpSync(join(root, name), join(copy, name));
  const modules = join(root, "node_modules");
  mkdirSync(join(copy, "node_modules/@testcar"), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== "@testcar") symlinkSync(join(modules, name), join(copy, "node_modules", name));
  }
  for (const folder of folders()) {
    symlinkSync(
      join(copy, folder),
      join(copy, "node_modules", readJson(join(copy, folder, "package.json")).name),
    );
  }
}

/**
 * Builds and packs the packages of this repository, in a copy: builds of others are not disturbed. Declarations are left out.
 *
 * @param {string} tarballs - Where the tarballs go.
 * @returns {ReadonlyMap<string, { name: string, version: string, spec: string }>}
 */
export function packRepository(tarballs) {
  if (!existsSync(join(root, "node_modules/esbuild"))) {
    throw new AssembleError("The repository is not set up", "Run npm ci, or npm start, in it first.");
  }
  const copy = mkdtempSync(join(tmpdir(), "testcar-assemble-"));
  try {
    copySources(copy);
    const pinned = join(root, "node_modules/.bin/node");
    const node = existsSync(pinned) ? pinned : process.execPath;
    const { status, stderr } = spawnSync(node, ["scripts/bundle.js"], { cwd: copy, encoding: "utf8" });
    if (status !== 0) throw new AssembleError("The packages cannot be built", stderr.trim());
    const all = folders().map((folder) => resolve(copy, folder));
    const printed = npm(["pack", ...all, "--json", "--pack-destination", tarballs], {
      cwd: copy,
      doing: "Packing the repository's packages",
    });
    return new Map(
      Object.values(JSON.parse(printed)).map(({ name, version, filename }) => [
        name,
        { name, version, spec: `file:packages/${filename.replace(/^@/, "").replaceAll("/", "-")}` },
      ]),
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
