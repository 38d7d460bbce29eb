import type { End } from "../../src/once/journal.ts";
import { type Journal, openJournal } from "../../src/once/journal.ts";
import type { RunKey } from "../../src/once/key.ts";
import { recordsOf } from "../../src/once/own-records.ts";

export const now = (): Date => new Date("2026-11-02T09:30:00.000Z");

export const key: RunKey = { identity: "abc", name: "abc" };

export const never: AbortSignal = new AbortController().signal;

/** An end as the agent would store it. */
export function endOf(verdict: "passed" | "failed" | "interrupted" = "passed"): End {
  const exitCode = { passed: 0, failed: 1, interrupted: 137 }[verdict];
  const reasons = verdict === "passed" ? [] : [{ code: "X", message: `it is ${verdict}` }];
  const outcome = { verdict, exitCode, reason: `it is ${verdict}`, reasons } as const;
  return { verdict, exitCode, records: recordsOf(outcome, { version: "1.2.3", node: "v24.0.0" }, now) };
}

export const open = (directory: string, of: RunKey = key): Journal =>
  openJournal({ directory, key: of, now });

/** A state directory in which a run has come to its end. */
export async function finishIn(directory: string, end: End = endOf(), of: RunKey = key): Promise<void> {
  const journal = open(directory, of);
  await journal.take(never);
  journal.showPassed(journal.finish(end));
  journal.close();
}
