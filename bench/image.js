// Measures an image: its size over its base, and the time from the container's start to the first record, beside the same image
// running `node -e 0`. usage: node bench/image.js IMAGE BASE-IMAGE [ENGINE]
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [image, base, engine = "podman"] = process.argv.slice(2);
if (base === undefined) {
  process.stderr.write("usage: node bench/image.js IMAGE BASE-IMAGE [ENGINE]\n");
  process.exit(2);
}

const ROUNDS = 11;

function run(...args) {
  const { status, stdout, stderr } = spawnSync(engine, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${engine} ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

const sizeOf = (name) => Number(run("image", "inspect", "--format", "{{.Size}}", name));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "testcar-bench-"));
writeFileSync(join(folder, "nothing.txt"), "");
const pod = [
  "--network=none",
  "--read-only",
  "--cap-drop=all",
  "--tmpfs=/tmp:rw,mode=1777",
  "--tmpfs=/run/testcar:rw,mode=1777",
  `--volume=${folder}:/etc/testcar/tests:ro`,
];

/** Milliseconds from `start` of a made container to its first line, or to its end when it prints none. */
async function timeToFirstLine(args) {
  const id = run("create", ...pod, ...args);
  try {
    const begin = process.hrtime.bigint();
    const child = spawn(engine, ["start", "--attach", id], { stdio: ["ignore", "pipe", "ignore"] });
    const end = await new Promise((done) => {
      const stop = () => done(process.hrtime.bigint());
      child.stdout.once("data", stop);
      child.once("close", stop);
    });
    return Number(end - begin) / 1e6;
  } finally {
    run("rm", "--force", id);
  }
}

const variants = {
  "node -e 0": ["--entrypoint=node", image, "-e", "0"],
  "first record": [image],
  "first record, another user": ["--user=123456:0", image],
  "first record, nothing compiled": ["--env=TESTCAR_COMPILE_CACHE=/tmp/cache", image],
};

try {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  // In turn, so that whatever else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(variants)) times[name].push(await timeToFirstLine(args));
  }
  const size = sizeOf(image);
  const baseSize = sizeOf(base);
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(`| ${image} | |\n| --- | ---: |`);
  console.log(`| size | ${megabytes(size)}, of which the base is ${megabytes(baseSize)} |`);
  console.log(`| over its base | ${megabytes(size - baseSize)} |`);
  const bare = median(times["node -e 0"]);
  for (const [name, all] of Object.entries(times)) {
    console.log(`| ${name} | ${median(all).toFixed(0)} ms, ${(median(all) / bare).toFixed(2)}x |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
