// A container's log as the runtime writes it, in the format of the CRI: time, stream, F for the end of a line or P, text.
import { on } from "node:events";
import { readFileSync, watch } from "node:fs";

const DEADLINE_MS = 120_000;

/** The whole lines of a log, without what stands in front of them. */
export function linesOf(log: string): readonly string[] {
  const open = new Map<string, string>();
  const lines: string[] = [];
  for (const line of log.split("\n")) {
    const [, stream = "", tag, text = ""] = /^\S+ (stdout|stderr) ([FP]) (.*)$/s.exec(line) ?? [];
    const whole = (open.get(stream) ?? "") + text;
    open.set(stream, tag === "P" ? whole : "");
    if (tag === "F") lines.push(whole);
  }
  return lines;
}

/** Looks at a log's lines each time that it has grown, until something is found; undefined when it took too long. */
export async function fileGrows(
  file: string,
  find: (lines: readonly string[]) => string | undefined,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  using watcher = disposable(watch(file));
  const changes = on(watcher.value, "change", { signal });
  const look = () => find(linesOf(readFileSync(file, "utf8")));
  try {
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found;
      await changes.next();
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

const disposable = <T extends { close(): void }>(value: T) => ({
  value,
  [Symbol.dispose]: () => value.close(),
});
