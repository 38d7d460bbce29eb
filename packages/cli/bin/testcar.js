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
const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
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
  process.getBuiltinModule("node:module").enableCompileCache();
  const { main } = await import("@testcar/cli");
  // Not awaited: it never throws, and Node would complain of a plugin that leaves it waiting in words of its own.
  void main(process.argv.slice(2));
}
