#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `create-testcar-plugin needs Node.js 22.22 or newer, but runs on ${process.version} (${process.execPath}).\n`,
  );
  process.exit(2);
}
const { main } = await import("create-testcar-plugin");
const { stdin, stdout, stderr } = process;
process.exitCode = await main(process.argv.slice(2), { cwd: process.cwd(), stdin, stdout, stderr });
