// Runs the stock `artillery run` over every case and tells what it exits with. Prints JSON when it is called itself:
//   node e2e/truth-table/measure.js [directory that has Artillery in its node_modules] [word in a file's name]
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { startServer } from "./server.js";

const DEADLINE_MS = 30_000;
const AT_ONCE = 2;

/** Runs one case; an exit code of null means that it was still running at the deadline. */
function run(artillery, { file, bareArgs = [] }, directory, env) {
  const started = performance.now();
  const child = spawn(process.execPath, [artillery, "run", ...bareArgs, file], { cwd: directory, env });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (exitCode, signal) => {
      clearTimeout(deadline);
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      done({ file, exitCode, signal, seconds, output: Buffer.concat(output).toString() });
    });
  });
}

/** Exit code, signal, seconds and output of each case whose file's name holds the word. */
export async function measure(project = resolve(import.meta.dirname, "../.."), word = "") {
  const require = createRequire(join(resolve(project), "package.json"));
  const artillery = join(dirname(require.resolve("artillery/package.json")), "bin/run");
  const cases = JSON.parse(await readFile(join(import.meta.dirname, "cases.json"), "utf8"));
  const waiting = cases.filter(({ file }) => file.includes(word));
  // A copy: Artillery writes compiled TypeScript beside the script.
  const directory = await mkdtemp(join(tmpdir(), "testcar-truth-table-"));
  await cp(join(import.meta.dirname, "tests"), directory, { recursive: true });
  const server = await startServer();
  const env = {
    ...process.env,
    ARTILLERY_DISABLE_TELEMETRY: "1",
    // Small, so that the test that exhausts its memory does so in seconds.
    NODE_OPTIONS: "--max-old-space-size=256",
    SUT: `http://127.0.0.1:${server.port}`,
    SUT_WS: `ws://127.0.0.1:${server.port}`,
  };
  const results = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await run(artillery, next, directory, env);
      console.error(`${result.exitCode ?? "no end"}\t${result.seconds} s\t${result.file}`);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await server.close();
  await rm(directory, { recursive: true });
  return results.sort((a, b) => a.file.localeCompare(b.file));
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await measure(...process.argv.slice(2)), null, 2));
}
