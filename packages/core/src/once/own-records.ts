import { randomUUID } from "node:crypto";
import { createRecordWriter } from "@testcar/report";
import type { Outcome } from "../model.ts";

const NO_TESTS = {
  total: 0,
  passed: 0,
  failed: 0,
  error: 0,
  "timed-out": 0,
  interrupted: 0,
  skipped: 0,
} as const;

/** Records of a run that none of its reporters could tell, because it did not come to its end, or never started. */
export function recordsOf(
  outcome: Outcome,
  agent: { readonly version: string; readonly node: string },
  now: () => Date,
): string {
  const lines: string[] = [];
  const writer = createRecordWriter({ run: randomUUID(), write: (line) => void lines.push(line), now });
  writer.runStarted({ agent, plugins: [] });
  writer.runFinished({ ...outcome, counts: NO_TESTS, startedAt: now().toISOString(), durationMs: 0 });
  return lines.join("");
}
