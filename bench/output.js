// node bench/output.js: a test that prints 1 GiB as fast as it can, beside `cat` between the same program and the same
// consumer. Measures what was built last; `node --conditions=testcar:source bench/output.js` measures the sources.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./sample.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "testcar-bench-output-"));
const ROUNDS = 3;
const GIB = 1024 ** 3;

const programs = {
  nothing: "sleep 1",
  "one line": `tr '\\0' x </dev/zero | head -c ${GIB}`,
  "lines of 100 bytes": `yes ${"y".repeat(99)} | head -c ${GIB}`,
};

const peakKiB = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Runs a command into `cat >/dev/null`; gives its seconds and its own peak of resident memory. */
async function measure(file, args) {
  const start = performance.now();
  const consumer = spawn("sh", ["-c", "cat >/dev/null"], { stdio: ["pipe", "ignore", "inherit"] });
  const child = spawn(file, args, { cwd: folder, stdio: ["ignore", consumer.stdin, "inherit"] });
  consumer.stdin.destroy();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, peakKiB(child.pid));
  }, 10);
  const exitCode = await new Promise((done) => child.once("exit", done));
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${exitCode}`);
  return { seconds: (performance.now() - start) / 1000, peak: peak / 1024 };
}

const medianOf = (results) => ({
  seconds: median(results.map(({ seconds }) => seconds)),
  peak: median(results.map(({ peak }) => peak)),
});

const testcar = [...process.execArgv, join(root, "packages/cli/bin/testcar.js"), "run"];
writeFileSync(join(folder, "package.json"), "{}");
writeFileSync(
  join(folder, "testcar.config.json"),
  JSON.stringify({ plugins: [join(root, "examples/custom-runner/my-runner.ts")] }),
);
const rows = [];
for (const [name, program] of Object.entries(programs)) {
  const tests = join(folder, name.replaceAll(" ", "-"));
  mkdirSync(tests);
  writeFileSync(join(tests, "print.sh"), `${program}\n`);
  writeFileSync(join(tests, "a.case"), "sh print.sh\n");
  const [agent, cat] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    agent.push(await measure(process.execPath, [...testcar, "--tests", tests]));
    cat.push(await measure("sh", ["-c", `sh ${join(tests, "print.sh")} | cat`]));
  }
  rows.push({ name, agent: medianOf(agent), cat: medianOf(cat) });
}
rmSync(folder, { recursive: true });

console.log("| a test that prints | Testcar | cat | the agent's peak memory |");
console.log("| --- | ---: | ---: | ---: |");
for (const { name, agent, cat } of rows) {
  const size = name === "nothing" ? name : `1 GiB, ${name}`;
  const more = agent.peak - (rows[0]?.agent.peak ?? 0);
  const memory = `${agent.peak.toFixed(0)} MiB${name === "nothing" ? "" : ` (+${more.toFixed(0)})`}`;
  console.log(`| ${size} | ${agent.seconds.toFixed(2)} s | ${cat.seconds.toFixed(2)} s | ${memory} |`);
}
