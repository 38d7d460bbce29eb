import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf, Secret } from "@testcar/core";
import { errors } from "../errors.ts";
import type { Command } from "../options.ts";

/** A value as it goes into a file, with every text expanded. */
function fill(data: unknown, expand: (text: string) => string): unknown {
  if (data instanceof Secret) return data.reveal();
  if (typeof data === "string") return expand(data);
  if (Array.isArray(data)) return data.map((member) => fill(member, expand));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, member]) => [name, fill(member, expand)]));
}

/**
 * Writes the files that a command reads, for this user only. They may hold credentials: they go when the value is disposed
 * of.
 *
 * @throws TESTCAR_EXEC_INPUT
 */
export async function writeInputs(
  inputs: Command["inputs"],
  directory: string,
  expand: (text: string) => string,
): Promise<AsyncDisposable> {
  const paths: string[] = [];
  const remove = async (): Promise<void> => {
    // What cannot be removed is in the private directory of the run, and goes with it.
    for (const path of paths) await rm(path, { force: true }).catch(() => undefined);
  };
  for (const [name, data] of Object.entries(inputs ?? {})) {
    const path = join(directory, name);
    paths.push(path);
    const content = fill(data, expand);
    const text = typeof content === "string" ? content : `${JSON.stringify(content)}\n`;
    try {
      await writeFile(path, text, { mode: 0o600, flag: "wx" });
    } catch (error) {
      await remove();
      throw errors.INPUT({ path, reason: reasonOf(error) }, error);
    }
  }
  return { [Symbol.asyncDispose]: remove };
}
