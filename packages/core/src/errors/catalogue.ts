import { configErrors } from "./catalogue/config.ts";
import { credentialErrors } from "./catalogue/credentials.ts";
import { journalErrors } from "./catalogue/journal.ts";
import { pluginErrors } from "./catalogue/plugins.ts";
import { runErrors } from "./catalogue/run.ts";
import type { ErrorDescription } from "./define.ts";

/** Every error of the core, sorted by code. */
export function describeErrors(): readonly ErrorDescription[] {
  return [configErrors, credentialErrors, journalErrors, pluginErrors, runErrors]
    .flatMap((area) => Object.values(area).map((factory) => factory.describe()))
    .sort((a, b) => a.code.localeCompare(b.code, "en"));
}
