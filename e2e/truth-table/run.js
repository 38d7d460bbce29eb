// Runs Testcar over every case and gives what it says of each.
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { startServer } from "./server.js";

const root = resolve(import.meta.dirname, "../..");

/** What Testcar says, as the records of a run and the run's exit code; and the list of what it ignored. */
export async function runTestcar() {
  const server = await startServer();
  const env = {
    ...process.env,
    TRUTH_TABLE_SUT: `http://127.0.0.1:${server.port}`,
    TRUTH_TABLE_SUT_WS: `ws://127.0.0.1:${server.port}`,
  };
  const testcar = async (...args) => {
    const cli = join(root, "packages/cli/bin/testcar.js");
    const argv = ["--conditions=testcar:source", cli, ...args, "--format", "json"];
    const child = spawn(process.execPath, argv, {
      cwd: import.meta.dirname,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    const exitCode = await new Promise((done) => child.once("close", done));
    return { exitCode, stdout: Buffer.concat(chunks).toString() };
  };
  try {
    const { exitCode, stdout } = await testcar("run");
    const records = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const listed = JSON.parse((await testcar("list")).stdout);
    return { exitCode, records, ignored: listed.ignored };
  } finally {
    await server.close();
  }
}
