// npm run bench: Testcar beside what people would use instead, in one run. With --write it also writes docs/performance.md.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "../scripts/install-packages.js";
import { writeTable } from "./page.js";
import { compare, median, memoryOf } from "./sample.js";
import { timeProcesses } from "./start-processes.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const node = process.execPath;
const folder = installPackages();
const testcar = join(folder, "node_modules/@testcar/cli/bin/testcar.js");
const artillery = join(root, "node_modules/artillery/bin/run");

const server = createServer((_request, response) => response.end("ok"));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const target = `http://127.0.0.1:${server.address().port}`;

const script = `config:
  target: ${target}
  phases: [{ duration: 1, arrivalCount: 1 }]
scenarios: [{ flow: [{ get: { url: / } }] }]
`;
function write(name, files) {
  const directory = join(folder, name);
  mkdirSync(directory);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}
const names = (count) => Array.from({ length: count }, (_value, index) => `test-${index}.yml`);
const one = write("one", { "test-0.yml": script });
const ten = write("ten", Object.fromEntries(names(10).map((name) => [name, script])));
const long = write("long", { "long.yml": script.replace("duration: 1", "duration: 60") });
const empty = write("empty", {});
const many = join(folder, "many");
for (let index = 0; index < 100; index += 1) {
  const directory = join(many, `folder-${index}`);
  mkdirSync(directory, { recursive: true });
  for (let file = 0; file < 1000; file += 1) writeFileSync(join(directory, `file-${file}.txt`), "");
}
writeFileSync(join(many, "test.yml"), script);
writeFileSync(join(folder, "testcar.config.yaml"), "plugins: [artillery-runner]\n");

const env = { ...process.env, ARTILLERY_DISABLE_TELEMETRY: "1" };
const run = (tests, ...rest) => ({
  file: node,
  args: [testcar, "run", "--tests", tests, ...rest],
  cwd: folder,
  env,
});
const loop = (tests) => {
  const args = ["-c", `for test in ${tests}/*.yml; do "${node}" "${artillery}" run "$test" || exit 1; done`];
  return { file: "sh", args, cwd: folder, env };
};
const bareNode = { file: node, args: ["-e", "0"] };
const idleNode = { file: node, args: ["-e", "setTimeout(() => {}, 1e6)"] };

const ms = (number) => (number < 1000 ? `${Math.round(number)} ms` : `${(number / 1000).toFixed(2)} s`);
const tenths = (number) => `${number.toFixed(1)} ms`;
const rows = [];
function row(what, ours, theirs, unit, goal) {
  const ratio = (ours / theirs).toFixed(2);
  rows.push([what, unit(ours), unit(theirs), ratio, goal]);
  console.log(`${what}: ${unit(ours)} beside ${unit(theirs)}, ratio ${ratio} (goal ${goal})`);
}

// Everybody's caches are warm.
await compare([run(one), loop(one), { file: node, args: [testcar, "--version"] }], 1);

const [oneOurs, oneTheirs] = await compare([run(one), loop(one)], 5);
row("one trivial script: `testcar run` beside `artillery run`", oneOurs, oneTheirs, ms, "≤ 1.00");
const [tenOurs, tenTheirs, tenInTurn] = await compare(
  [run(ten, "--concurrency", "2"), loop(ten), run(ten)],
  2,
);
row(
  "ten trivial scripts: `testcar run --concurrency 2` beside a shell loop",
  tenOurs,
  tenTheirs,
  ms,
  "≤ 0.60",
);
row(
  "ten trivial scripts: `testcar run`, one at a time, beside a shell loop",
  tenInTurn,
  tenTheirs,
  ms,
  "none",
);
const [versionOurs, emptyNode] = await compare([{ file: node, args: [testcar, "--version"] }, bareNode], 21);
row("`testcar --version` beside `node -e 0`", versionOurs, emptyNode, ms, "≤ 1.3");
const [emptyOurs, emptyTheirs] = await compare([{ ...run(empty), exitCodes: [5] }, bareNode], 21);
row("`testcar run` over an empty directory beside `node -e 0`", emptyOurs, emptyTheirs, ms, "≤ 2");
const list = { file: node, args: [testcar, "list", "--tests", many], cwd: folder, env };
const [manyOurs, find] = await compare([list, { file: "find", args: [many, "-type", "f"] }], 5);
row("discovery of 100,000 files: `testcar list` beside `find`", manyOurs, find, ms, "none");

const memory = async (command) => {
  const samples = [];
  for (let round = 0; round < 3; round += 1) samples.push(await memoryOf(command, 6000));
  return median(samples);
};
const mib = (kib) => (kib < 1024 ? `${kib} KiB` : `${(kib / 1024).toFixed(1)} MiB`);
row(
  "the agent's own memory while a test runs, beside an idle Node",
  await memory(run(long)),
  await memory(idleNode),
  mib,
  "≤ 1.3",
);
const holding = ["--input-type=module", "-e", 'import { hold } from "@testcar/core"; await hold();'];
row(
  "the agent's own memory while it holds, beside an idle Node",
  await memory({ file: node, args: holding, cwd: folder, env }),
  await memory(idleNode),
  mib,
  "≤ 0.05",
);
const [kept, bare] = await timeProcesses(200);
row("a process that ends at once, with its keeper, beside one that execa starts", kept, bare, tenths, "none");

server.close();
rmSync(folder, { recursive: true });

if (process.argv.includes("--write"))
  writeTable("npm run bench -- --write", ["what", "Testcar", "beside it", "ratio", "goal"], rows);
