// Runs an example as its reader would: `npm run example http-smoke`. Starts its service on a free port when it has one.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const examples = readdirSync(new URL("examples", root));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !examples.includes(name)) {
  process.stderr.write(`usage: npm run example NAME\nNAME is one of: ${examples.join(", ")}\n`);
  process.exit(2);
}

const cwd = fileURLToPath(new URL(`examples/${name}/`, root));
const sut = existsSync(`${cwd}sut.js`)
  ? spawn(process.execPath, ["sut.js"], { cwd, stdio: ["ignore", "pipe", "inherit"] })
  : undefined;

async function target() {
  if (sut === undefined) return [];
  for await (const line of createInterface(sut.stdout)) {
    process.stderr.write(`The service under test listens on ${line}\n`);
    return ["--target", line];
  }
  throw new Error("the service under test did not start");
}

const testcar = fileURLToPath(new URL("packages/cli/bin/testcar.js", root));
const options = ["--conditions=testcar:source", testcar, "run", ...(await target()), ...args];
process.stderr.write(`examples/${name}> testcar run ${options.slice(3).join(" ")}\n\n`);
const child = spawn(process.execPath, options, { cwd, stdio: "inherit" });
// Ctrl-C reaches the whole group: the agent ends its tests and tells its verdict, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
child.on("exit", (code, signal) => {
  sut?.kill();
  process.exitCode = code ?? (signal === null ? 1 : 143);
});
