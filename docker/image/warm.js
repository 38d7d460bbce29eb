// Runs in the build stage, as the user of the image: uses Testcar as a pod will, so that Node keeps the compiled modules.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const home = process.argv[2];
const cache = join(home, "compile-cache");
const { plugins } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const hasArtillery = existsSync(join(home, "node_modules/artillery"));

/** Where the service under test would listen; it is another process, since this one waits. */
const PORT = 18_080;

const SERVICE = `
const server = require("node:http").createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"id":1}');
});
try {
  const { Server } = require("ws");
  new Server({ server }).on("connection", (socket) => socket.on("message", (data) => socket.send(String(data))));
} catch {}
server.listen(${PORT}, "127.0.0.1");
`;

const phases = "phases: [{ duration: 1, arrivalCount: 1 }]";
const target = `target: http://127.0.0.1:${PORT}`;

/** One test for each part of Artillery that scripts use; those that must pass, and one that has no server. */
const TESTS = {
  "http.yml": `config: { ${target}, ${phases}, payload: { path: users.csv, fields: [name] }, processor: ./functions.js,
  plugins: { expect: {}, ensure: {}, metrics-by-endpoint: {} }, ensure: { thresholds: [ http.response_time.max: 60000 ] } }
scenarios: [{ flow: [ { function: prepare }, { post: { url: /, json: { name: "{{ name }}" },
  capture: { json: $.id, as: id }, expect: { statusCode: 200 } } }, { get: { url: "/{{ id }}" } } ] }]
`,
  "users.csv": "tea\n",
  "functions.js": "module.exports = { prepare: (context, events, done) => done() };\n",
  "typescript.ts": `export const config = { target: "http://127.0.0.1:${PORT}", phases: [{ duration: 1, arrivalCount: 1 }] };
export const scenarios = [{ flow: [{ get: { url: "/" } }] }];
`,
  "websocket.yml": `config: { target: ws://127.0.0.1:${PORT}, ${phases} }
scenarios: [{ engine: ws, flow: [{ send: hello }] }]
`,
  "no-server.yml": `config: { target: http://127.0.0.1:1, ${phases} }
scenarios: [{ engine: socketio, flow: [{ emit: { channel: a, data: b } }] }]
`,
};
const MUST_PASS = ["http.yml", "typescript.ts", "websocket.yml"];

const folder = mkdtempSync(join(tmpdir(), "warm-"));
const tests = join(folder, "tests");
mkdirSync(tests);
for (const [name, text] of Object.entries(hasArtillery ? TESTS : { "nothing.txt": "" })) {
  writeFileSync(join(tests, name), text);
}
writeFileSync(
  join(folder, "testcar.config.yaml"),
  `tests: ./tests\nplugins: [${hasArtillery ? "artillery-runner" : ""}]\n`,
);

function testcar(args, env = {}) {
  const bin = join(home, "node_modules/@testcar/cli/bin/testcar.js");
  return spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, TESTCAR_COMPILE_CACHE: cache, ...env },
  });
}

/** Starts the service as a process of its own, and waits until it answers. */
async function startService() {
  const service = spawn(process.execPath, ["-e", SERVICE], { cwd: home, stdio: "inherit" });
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const answered = await fetch(`http://127.0.0.1:${PORT}/`).then(
      () => true,
      () => false,
    );
    if (answered) return service;
  }
  throw new Error("the service does not answer");
}

const service = await startService();
const ran = testcar(["sidecar", "--state-dir", join(folder, "state"), "--after", "exit"]);
// Start again, as after a restart of the container: what replays.
testcar(["sidecar", "--state-dir", join(folder, "state"), "--after", "exit"]);
// What is wrong with a plugin's options is told when it has been loaded.
testcar(["plugins"], { TESTCAR_PLUGINS: plugins.join(",") });
service.kill();

const finished = ran.stdout
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line))
  .filter(({ type }) => type === "test.finished");
/** Ends the build: an image that cannot do this would be of no use. */
function giveUp(problem, detail) {
  process.stderr.write(`${problem}\n${JSON.stringify(detail, null, 2)}\n${ran.stderr}`);
  process.exit(1);
}

for (const name of hasArtillery ? MUST_PASS : []) {
  const result = finished.find(({ test }) => test === name);
  if (result?.status !== "passed") giveUp(`${name} did not pass`, result?.reasons);
}
if (!ran.stdout.includes('"type":"run.finished"')) giveUp("No run came to its end", ran.stdout);
rmSync(folder, { recursive: true });
const [made = ""] = readdirSync(cache);
const files = readdirSync(join(cache, made)).map((name) => join(cache, made, name));
// Node keeps them to itself; whoever runs the image may read them, and nobody may write.
chmodSync(join(cache, made), 0o755);
for (const file of files) chmodSync(file, 0o644);
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
process.stdout.write(`compiled modules: ${files.length}, ${(bytes / 1e6).toFixed(1)} MB\n`);
