// Runs in the build stage: removes from node_modules what no test from files loads. Says what, and how much it was.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const modules = join(process.argv[2], "node_modules");

/** What is for people and compilers. Licences stay, and whatever a reporter may show: pages, styles, pictures. */
const UNUSED = [
  /\.map$/,
  /\.d\.[cm]?ts$/,
  /\.tsbuildinfo$/,
  /^(?:readme|changelog|changes|history)(?:\.\w+)?\.md$/i,
];

/** Folders that only their packages' authors use, and builds for browsers. */
const FOLDERS = [
  "bintrees/test",
  "nanotimer/test",
  "opentracing/lib/test",
  "opentracing/src",
  "undici/docs",
  "moment/min",
  "moment/src",
  "joi/dist",
  "socket.io-client/dist",
  "engine.io-client/dist",
  "kerberos/build/Release/obj.target",
  "kerberos/src",
];

/** Sources beside the modules that are made of them. */
const isOurs = (path) => /\/node_modules\/@testcar\/[^/]+\/src$/.test(path);

const removed = new Map();
const note = (what, bytes) => removed.set(what, (removed.get(what) ?? 0) + bytes);

function bytesOf(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

function remove(path, what) {
  note(what, bytesOf(path));
  rmSync(path, { recursive: true });
}

function trim(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const known = FOLDERS.find((name) => path.endsWith(`/node_modules/${name}`));
      if (known !== undefined || isOurs(path)) remove(path, known ?? "sources of Testcar");
      else trim(path);
    } else if (entry.isFile() && UNUSED.some((pattern) => pattern.test(entry.name))) {
      remove(path, "declarations, source maps, read-me files");
    }
  }
}

/** A stand-in for what cannot be without a browser hides that it is missing: without it, Node says what cannot be found. */
function removeStandIns() {
  for (const name of ["playwright", "@playwright/test"]) {
    const folder = join(modules, name);
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name !== name) {
      remove(folder, "stand-ins for a browser");
    }
  }
}

removeStandIns();
trim(modules);
for (const [what, bytes] of [...removed].sort(([, a], [, b]) => b - a)) {
  process.stdout.write(`trimmed ${(bytes / 1e6).toFixed(1).padStart(5)} MB  ${what}\n`);
}
process.stdout.write(`node_modules: ${(bytesOf(modules) / 1e6).toFixed(1)} MB\n`);
