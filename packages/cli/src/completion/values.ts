import { describeErrors, logLevels } from "@testcar/core";
import { type Option, type Options, parseOptions } from "../options.ts";
import type { Watch } from "../uncaught.ts";
import { shells } from "./shells.ts";

/** What the values of options may be, by what the help calls them. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  FORMAT: ["auto", "json", "text"],
  LEVEL: logLevels,
  MODE: ["copy", "image-volume"],
  POLICY: ["Always", "IfNotPresent", "Never"],
  WHAT: ["hold", "exit"],
};

/** What the value of an option may be, as far as it is known without looking around. */
export const choicesOf = ({ value = "", choices }: Option): readonly string[] =>
  choices ?? CHOICES[value] ?? [];

/** Whether an option wants a path, and of what. */
export function pathOf({ value = "" }: Option): "file" | "directory" | undefined {
  if (/^FILE\b/.test(value)) return "file";
  return value === "DIR" ? "directory" : undefined;
}

/** What a command takes beside its options. */
export function argumentsOf(command: string, commandNames: readonly string[]): readonly string[] {
  if (command === "help") return commandNames;
  if (command === "completion") return Object.keys(shells);
  return command === "explain" ? describeErrors().map(({ code }) => code) : [];
}

/** Milliseconds until whoever pressed the key stops waiting for a plugin. */
const PATIENCE_MS = 3000;

// Others would have to be quoted, in another way for each shell; and what a file is called must not become a command.
const NEEDS_NO_QUOTES = /^[\p{L}\p{N}_@+,./][\p{L}\p{N}_@%+,./-]*$/u;

/** The ids of the tests that this command line finds: those of `testcar list`, which loads configuration and plugins. */
export async function testIds(
  words: readonly string[],
  options: Options,
  watch: Watch,
): Promise<readonly string[]> {
  const { inspect } = await import("../commands/validate.ts");
  const parsed = parseOptions(words, options, "list");
  // The one that is being typed names nothing yet.
  const { only: _only, ...flags } = parsed.flags;
  const found = inspect({ ...parsed, flags, problems: [] }, watch).then(
    ({ suite }) => suite?.tests.map(({ id }) => id) ?? [],
  );
  const nothing = new Promise<readonly string[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []).unref());
  const ids = await Promise.race([found, nothing]);
  return ids.filter((id) => NEEDS_NO_QUOTES.test(id));
}
