import { cutText } from "./json.ts";
import { MAX_RUN_ID } from "./records.ts";

/** @throws RangeError when a run's identifier would leave its records no room. */
export function checkRunId(run: string): void {
  if (run === "" || run.length > MAX_RUN_ID || cutText(run, MAX_RUN_ID) !== run) {
    throw new RangeError(`the run's identifier has ${run.length} characters: give it 1 to ${MAX_RUN_ID}`);
  }
}
