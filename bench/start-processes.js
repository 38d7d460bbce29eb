// What it costs to start a test's process, and to know that nothing of it is left.
import { execa } from "execa";
import { systemClock } from "../packages/core/src/process/clock.ts";
import { createExec } from "../packages/core/src/process/start.ts";
import { median } from "./sample.js";

const start = createExec(process.env, systemClock);
const bare = (file, args) => execa(file, args, { stdin: "ignore", buffer: false, detached: true });

/** Times a process that ends at once, started in turn as Testcar does and by execa alone: medians, in milliseconds. */
export async function timeProcesses(rounds) {
  const times = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, run] of [start, bare].entries()) {
      const from = performance.now();
      await run("true", []);
      times[index].push(performance.now() - from);
    }
  }
  return times.map(median);
}
