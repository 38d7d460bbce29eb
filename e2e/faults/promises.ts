import { readLog } from "@testcar/report";
import { finalRecords, finalRecordsOf, type Lab, type Start } from "./lab.ts";

/** What a start says, in a word or two. */
export function wordOf({ code, signal, reading }: Start): string {
  const end = signal ?? code;
  return reading.verdict === "unclear" ? `nothing (${end})` : `${reading.verdict} (${end})`;
}

/**
 * Checks what is promised whatever happens: one run at most, a verdict that stays, and no pass that is not stored.
 *
 * @param starts - All of them, the last one undisturbed.
 * @returns What does not hold.
 */
export function brokenPromises(lab: Lab, starts: readonly Start[]): readonly string[] {
  const broken: string[] = [];
  const promise = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  const runs = lab.runs();
  const { verdict: stored, records } = lab.stored() ?? {};
  const last = starts.at(-1);
  if (last === undefined) return ["there was no start"];

  promise(runs <= 1, `the tests ran ${runs} times`);
  promise(stored !== undefined, "no verdict is stored");
  promise(last.reading.verdict === stored, `${stored} is stored, and ${last.reading.verdict} is said`);
  promise(
    finalRecords(last) === finalRecordsOf(records ?? "", last.reading.run),
    "what is said is not what is stored",
  );
  promise(last.code === last.reading.exitCode, `exit code ${last.code} for ${last.reading.exitCode}`);
  promise(lab.isShownAsPassed() === (stored === "passed"), "the file for probes says something else");
  promise(stored !== "passed" || runs === 1, "a pass without a run");
  for (const [index, start] of starts.entries()) {
    const { verdict } = start.reading;
    const isSame = finalRecords(start) === finalRecords(last);
    // Only what could not be stored may be said and not said again, and it is no pass.
    const mayDiffer =
      verdict === "unclear" || verdict === "error" || (verdict === "interrupted" && start.code === 143);
    promise(isSame || mayDiffer, `start ${index + 1} says ${verdict}, in other records than the last one`);
    const joined = readLog(
      starts
        .slice(0, index + 1)
        .map(({ log }) => log)
        .join(""),
    );
    promise(
      joined.verdict !== "passed" || stored === "passed",
      `the logs up to start ${index + 1} read as passed`,
    );
    promise(start.stderr === "" || start.stderr.includes("TESTCAR_"), `stderr: ${start.stderr}`);
  }
  return broken;
}
