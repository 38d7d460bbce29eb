#!/usr/bin/env node
const here = new URL("..", import.meta.url);
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `testcar needs Node.js 22.22 or newer, but runs on ${process.version} (${process.execPath}).\n` +
      'In its repository "npm start" and "npx testcar" use the pinned one.\n',
  );
  process.exit(2);
}
// Not imported: an import reads every export of the module, which loads streams and more.
const { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } =
  process.getBuiltinModule("node:fs");

/** A directory of our own for temporary files, closed to everybody else; undefined where that cannot be. */
function makePrivate(uid) {
  const directory = `${process.getBuiltinModule("node:os").tmpdir()}/testcar-compile-cache-${uid}`;
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch {
    // It is there already, or cannot be made: what is there is looked at below.
  }
  const status = lstatSync(directory, { throwIfNoEntry: false });
  return status?.isDirectory() && status.uid === uid && (status.mode & 0o077) === 0 ? directory : undefined;
}

/**
 * A cache that came with an image was made by one user on one kind of processor, and Node looks for a directory of that
 * name: another user, or another processor, gets it by a link. V8 still looks at each module whether it may be used.
 */
function shareCompileCache(given, uid) {
  const { arch, version } = process;
  let made = [];
  try {
    accessSync(given, constants.W_OK);
    return given;
  } catch {
    // An image's own, which nobody can write to.
  }
  try {
    made = readdirSync(given).filter((name) => name.startsWith(`${version}-${arch}-`));
  } catch {
    // Not there.
  }
  if (made.length !== 1) return given;
  const tag = process.getBuiltinModule("node:v8").cachedDataVersionTag().toString(16).padStart(8, "0");
  const wanted = `${version}-${arch}-${tag}-${uid}`;
  if (made[0] === wanted) return given;
  const directory = makePrivate(uid);
  if (directory === undefined) return given;
  try {
    symlinkSync(`${given}/${made[0]}`, `${directory}/${wanted}`);
  } catch {
    // There already.
  }
  // For the processes of tests too.
  process.env.TESTCAR_COMPILE_CACHE = directory;
  return directory;
}

/**
 * Where Node keeps compiled modules between runs. Whoever can write to it decides what code runs, so without a directory
 * that the user names only one of our own will do, closed to everybody else; Node's default is open to all.
 */
function findCompileCache() {
  const { NODE_COMPILE_CACHE, TESTCAR_COMPILE_CACHE } = process.env;
  const uid = process.getuid?.();
  if (TESTCAR_COMPILE_CACHE) return shareCompileCache(TESTCAR_COMPILE_CACHE, uid);
  return NODE_COMPILE_CACHE || makePrivate(uid);
}

if (process.argv.length === 3 && ["--version", "-v"].includes(process.argv[2])) {
  process.stdout.write(`${JSON.parse(readFileSync(new URL("package.json", here), "utf8")).version}\n`);
} else if (
  existsSync(new URL("tsconfig.json", here)) &&
  !process.execArgv.includes("--conditions=testcar:source")
) {
  // In the repository: the same command, from sources.
  const script = process.getBuiltinModule("node:url").fileURLToPath(import.meta.url);
  const args = ["--conditions=testcar:source", ...process.execArgv, script, ...process.argv.slice(2)];
  process.execve?.(process.execPath, [process.execPath, ...args], process.env);
} else {
  const cache = findCompileCache();
  if (cache !== undefined) process.getBuiltinModule("node:module").enableCompileCache(cache);
  const { main } = await import("@testcar/cli");
  // Not awaited: it never throws, and Node would complain of a plugin that leaves it waiting in words of its own.
  void main(process.argv.slice(2));
}
