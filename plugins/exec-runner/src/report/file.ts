import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { reasonOf } from "@testcar/core";

/** Largest report in bytes. Parsed, it takes up to forty times as much of the pod's memory, and seconds. */
export const MAX_REPORT_BYTES = 4 * 1024 * 1024;

/**
 * Reads a report that a test has written. It may be anything: a link is not followed, and nobody waits for a pipe.
 *
 * @returns Its text, or why there is none.
 */
export async function readReport(
  path: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) return { reason: "it is no file" };
    if (status.size > MAX_REPORT_BYTES) return { reason: `it is larger than ${MAX_REPORT_BYTES} bytes` };
    if (status.size === 0) return { reason: "it is empty" };
    return { text: await file.readFile("utf8") };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
