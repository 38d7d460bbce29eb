import { randomUUID } from "node:crypto";
import { createRecordWriter } from "@testcar/report";
import type { Outcome } from "../model.ts";
import { countTests } from "../verdict.ts";

/** Records of a run that none of its reporters could tell, because it did not come to its end, or never started. */
export function recordsOf(
  outcome: Outcome,
  agent: { readonly version: string; readonly node: string },
  now: () => Date,
): string {
  const lines: string[] = [];
  const writer = createRecordWriter({ run: randomUUID(), write: (line) => void lines.push(line), now });
  writer.runStarted({ agent, plugins: [] });
  writer.runFinished({ ...outcome, counts: countTests([]), startedAt: now().toISOString(), durationMs: 0 });
  return lines.join("");
}
