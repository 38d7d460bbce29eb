import { spawnSync } from "node:child_process";
import { type Consequence, type Fault, faults } from "./faults.ts";
import { createLab, type Start } from "./lab.ts";
import { brokenPromises } from "./promises.ts";

/** Labs at the same time: agents wait for disks and children most of their time. */
const LABS = 3;

/** Says what is missing on this machine: without it, nothing would be broken and everything would look fine. */
export function whatIsMissing(): string | undefined {
  const traced = spawnSync("strace", ["-qq", "-o", "/dev/null", "-e", "inject=getpid:error=EIO", "true"], {
    encoding: "utf8",
  });
  if (traced.error !== undefined) return "strace is not installed: apt-get install strace";
  if (traced.status !== 0)
    return `strace may not trace processes here (ptrace): ${traced.stderr.trim()}. In a container: --cap-add SYS_PTRACE; on a host: sysctl kernel.yama.ptrace_scope=1`;
  if (spawnSync("prlimit", ["--fsize=100000000", "true"]).status !== 0)
    return "prlimit (util-linux) does not work here";
  return undefined;
}

/** Does all of this, a few at a time, and gives the results in their order. */
async function inLabs<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: LABS }, worker));
  return results;
}

async function suffer(fault: Fault): Promise<Consequence> {
  const lab = createLab({ testMs: fault.step === "while the test runs" ? 500 : 20 });
  try {
    const starts: Start[] = [];
    for (let start = 1; start <= fault.start + 1; start += 1)
      starts.push(await lab.start(start === fault.start ? fault.options(lab) : {}));
    const broken = brokenPromises(lab, starts);
    return { fault, starts, runs: lab.runs(), broken };
  } finally {
    lab.remove();
  }
}

/** Brings about every fault of the table. */
export const sufferAll = (): Promise<readonly Consequence[]> => inLabs(faults, suffer);

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A kill at a moment that nobody chose. */
export interface RandomKill {
  readonly milliseconds: number;
  readonly signal: NodeJS.Signals;
  readonly starts: readonly Start[];
  readonly broken: readonly string[];
}

/** Kills agents at random times; the seed decides at which. */
export async function killAtRandom(kills: number, seed: number): Promise<readonly RandomKill[]> {
  const random = randomFrom(seed);
  // How long an agent takes here, so that the kills fall into its life.
  const measured = createLab();
  const begin = performance.now();
  await measured.start();
  const life = (performance.now() - begin) * 1.5;
  measured.remove();
  const plans = Array.from({ length: kills }, () => ({
    milliseconds: Math.round(life * (0.25 + 0.75 * random())),
    signal: random() < 0.8 ? ("SIGKILL" as const) : ("SIGTERM" as const),
    again: random() < 0.2 ? Math.round(life * random()) : undefined,
  }));
  return inLabs(plans, async ({ milliseconds, signal, again }) => {
    const lab = createLab();
    try {
      const starts = [await lab.start({ signalAt: { milliseconds, signal } })];
      // Now and then the replay is killed as well.
      if (again !== undefined)
        starts.push(await lab.start({ signalAt: { milliseconds: again, signal: "SIGKILL" } }));
      starts.push(await lab.start());
      return { milliseconds, signal, starts, broken: brokenPromises(lab, starts) };
    } finally {
      lab.remove();
    }
  });
}
