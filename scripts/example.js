// Runs an example as its reader would: `npm run example http-smoke`. Starts its service on a free port when it has one:
// `sut.js`, whose first line is its URL, or `servers.js`, whose first line is JSON: the target, and variables for the run.
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
const program = ["sut.js", "servers.js"].find((file) => existsSync(`${cwd}${file}`));
const sut =
  program === undefined
    ? undefined
    : spawn(process.execPath, [program], { cwd, stdio: ["ignore", "pipe", "inherit"] });

async function start() {
  if (sut === undefined) return { env: {}, targetArgs: [] };
  for await (const line of createInterface(sut.stdout)) {
    const { target, env } = line.startsWith("{") ? JSON.parse(line) : { target: line, env: {} };
    process.stderr.write(`The service under test listens on ${target}\n`);
    return { env, targetArgs: ["--target", target] };
  }
  throw new Error("the service under test did not start");
}

const testcar = fileURLToPath(new URL("packages/cli/bin/testcar.js", root));
const { env, targetArgs } = await start();
const options = ["--conditions=testcar:source", testcar, "run", ...targetArgs, ...args];
process.stderr.write(`examples/${name}> testcar run ${options.slice(3).join(" ")}\n\n`);
const child = spawn(process.execPath, options, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
// Ctrl-C reaches the whole group: the agent ends its tests and tells its verdict, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
child.on("exit", (code, signal) => {
  sut?.kill();
  process.exitCode = code ?? (signal === null ? 1 : 143);
});
