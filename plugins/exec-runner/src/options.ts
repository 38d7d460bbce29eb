import { durationSchema } from "@testcar/core";
import * as v from "valibot";
import {
  A_REPORT,
  command,
  inputs,
  isInWork,
  knowsPlaceholders,
  oneOrMore,
  pattern,
  textsIn,
  variables,
} from "./option-values.ts";
import { type PolicyName, policyDescriptions, policyNames } from "./policies.ts";
import { type Placeholder, placeholdersOf } from "./template.ts";

const failureCode = v.pipe(
  v.number("Expected an exit code from 1 to 255"),
  v.integer(),
  v.minValue(1, "0 cannot mean a failure. A report can: see junit, tap and policies"),
  v.maxValue(255, "Expected an exit code from 1 to 255"),
);

const policySwitch = (name: PolicyName) =>
  v.optional(v.pipe(v.boolean(), v.description(policyDescriptions[name])));

const policies = v.strictObject(Object.fromEntries(policyNames.map((name) => [name, policySwitch(name)])));

const members = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][\w.-]{0,59}$/, "Expected a short name of letters, digits, dots and dashes"),
    v.description(
      "What people call the command; the runner's name in records and reports. Each has its own.",
    ),
  ),
  files: oneOrMore(
    pattern,
    "Patterns of the files that are tests, each for itself. One without a slash goes for the file's name in any directory: *.hurl",
  ),
  exclude: oneOrMore(pattern, "Patterns of files that are none after all."),
  always: v.optional(
    v.pipe(
      v.literal(true),
      v.description("Instead of files: the command is one test, whatever files there are."),
    ),
  ),
  command,
  cwd: v.optional(
    v.pipe(
      v.picklist(["tests", "work"]),
      v.description(
        "Where the command starts: in the tests directory, or in the test's private work directory. Default: tests",
      ),
    ),
  ),
  env: v.optional(
    v.pipe(
      variables,
      v.description(
        "Environment variables beside the few that come from Testcar's own environment, those of the credentials, and TESTCAR_TARGET, TESTCAR_TESTS and TESTCAR_WORK. May hold placeholders, {header:NAME}, or secrets.",
      ),
    ),
  ),
  inputs: v.optional(
    v.pipe(
      inputs,
      v.description(
        "Files that are written to {work} before the command starts, for this user only, and removed when it has ended: name to content. A text may hold placeholders and {header:NAME}; data is written as JSON, with the placeholders of its texts.",
      ),
    ),
  ),
  timeout: v.optional(
    durationSchema("Milliseconds, or a text like 90s. Default: that of every test (testTimeout)"),
  ),
  failed: v.optional(
    v.pipe(
      v.array(failureCode),
      v.description(
        "Exit codes that mean a failed test. 0 means passed and nothing else does; every other code is an error, because the command could not tell. Default: [1]",
      ),
    ),
  ),
  junit: v.optional(
    v.pipe(
      v.string(),
      knowsPlaceholders,
      v.check(isInWork, A_REPORT),
      v.description("The file with JUnit XML that the command writes: {work}/junit.xml"),
    ),
  ),
  tap: v.optional(
    v.pipe(
      v.string(),
      knowsPlaceholders,
      v.check((text) => text === "stdout" || isInWork(text), `Expected stdout, or a file. ${A_REPORT}`),
      v.description("Where the command writes TAP: stdout, or a file: {work}/results.tap"),
    ),
  ),
  policies: v.optional(
    v.pipe(
      policies,
      v.description(
        "Switches policies off, by name. Each is on by default, and turns an exit code 0 into a failure when there is a report.",
      ),
    ),
  ),
  install: v.optional(
    v.pipe(v.string(), v.description("How the program is installed: the hint for whoever does not have it.")),
  ),
});

/** Where a command can have a placeholder. */
export const templatesOf = ({
  command: words,
  env = {},
  inputs: files = {},
  junit,
  tap,
}: Pick<
  v.InferOutput<typeof members>,
  "command" | "env" | "inputs" | "junit" | "tap"
>): readonly string[] => [...words, ...textsIn(env), ...textsIn(files), ...textsIn([junit, tap])];

/** What is wrong with a command as a whole. */
function problemOf(one: v.InferOutput<typeof members>): string | undefined {
  const { files, always, exclude, junit, tap } = one;
  const says = (...names: readonly Placeholder[]): boolean =>
    templatesOf(one).some((text) => names.some((name) => placeholdersOf(text).has(name)));
  if ((files === undefined) === (always === undefined))
    return "Expected either files, or always: true for one test whatever files there are";
  if (files !== undefined && !says("file", "name"))
    return 'Nothing says {file}, so that every test would do the same. Add "{file}" to the command, or write always: true instead of files';
  if (always !== undefined && says("file"))
    return "{file} stands for nothing in a command with always: true. Add files, or use {tests}";
  if (exclude !== undefined && files === undefined) return "exclude is of no use without files";
  if (junit !== undefined && tap !== undefined) return "Expected junit or tap, not both";
  return undefined;
}

/** One command; the reference page is made from it. */
export const commandSchema = v.pipe(
  members,
  v.rawCheck(({ dataset, addIssue }) => {
    // Whoever has misspelt a member is told of that first.
    const message = dataset.typed && dataset.issues === undefined ? problemOf(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
);

/** Options of the runner of commands. */
export const optionsSchema = v.strictObject({
  commands: v.pipe(
    v.array(commandSchema),
    v.minLength(1, "Expected at least one command"),
    v.check(
      (commands) => new Set(commands.map(({ name }) => name)).size === commands.length,
      "Expected a name of its own for each command",
    ),
    v.description("The commands, each of which runs one kind of test."),
  ),
});

/** Validated options. */
export type ExecOptions = v.InferOutput<typeof optionsSchema>;

/** One validated command. */
export type Command = ExecOptions["commands"][number];
