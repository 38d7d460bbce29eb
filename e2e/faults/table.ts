import type { Consequence } from "./faults.ts";
import { wordOf } from "./promises.ts";

/** A row of the table in docs/faults.md. */
export function rowOf({ fault, starts, runs, broken }: Consequence): string {
  const words = starts.slice(fault.start - 1).map(wordOf);
  const before = fault.start === 1 ? "" : "replay: ";
  const held = broken.length === 0 ? "kept" : broken.join("; ");
  return `| ${before}${fault.step} | ${fault.what} | ${words[0]} | ${words[1]} | ${runs} | ${held} |`;
}

/** The page with the table. */
export const pageOf = (
  consequences: readonly Consequence[],
): string => `# What happens to a sidecar that is killed or broken

Written by \`npm run docs:faults\`, which brings about each of these faults in the real \`testcar sidecar\`; \`e2e/faults.test.ts\` does so
with every \`npm test\`, and fails when a row is no longer true or a promise is not kept. The promises ([once.md](once.md)):

1. the tests ran once at most;
2. the verdict that is stored is the one that is said, in the same bytes, at every later start;
3. nothing unclear reads as passed: neither one log, nor the logs of all starts in a row.

Signals and errors come from \`strace --inject\`, right in front of a system call of the agent's main thread; the limits are
the kernel's own (\`prlimit\`). Each column says what the log of that start reads as, and how the start ended: an exit code or a signal.
On top of these, agents are killed at random times: \`npm run faults -- --kills 500 --seed 42\`.

| step | fault | this start | the next one | runs | promises |
| --- | --- | --- | --- | --- | --- |
${consequences.map(rowOf).join("\n")}
`;
