import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "@testcar/core";

/** What the results of a test take at least, in bytes. */
const PROBE_BYTES = 64 * 1024;

/**
 * Tells why nothing more can be written to a directory; undefined when it can.
 *
 * @param path - Absolute path of a private directory.
 */
export async function probe(path: string): Promise<{ path: string; reason: string } | undefined> {
  const file = join(path, "probe");
  try {
    await writeFile(file, Buffer.alloc(PROBE_BYTES), { mode: 0o600 });
    return undefined;
  } catch (error) {
    return { path, reason: reasonOf(error) };
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
