import { createHash } from "node:crypto";
import type { Config } from "../config/config.ts";
import type { CandidateFile } from "../model.ts";

/**
 * What the tests and the configuration are, in one word. Files that are too large to be definitions count by name and size;
 * secrets do not count: one that is renewed is no other configuration.
 */
export async function digestOf(config: Config, files: readonly CandidateFile[]): Promise<string> {
  const digest = createHash("sha256").update(`${JSON.stringify(config)}\n`);
  for (const file of files) {
    const content = await file.text().catch(() => "");
    digest.update(`${JSON.stringify([file.path, file.size])}\n${content}\n`);
  }
  return digest.digest("hex");
}
