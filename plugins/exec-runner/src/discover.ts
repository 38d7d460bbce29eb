import {
  type CandidateFile,
  type DiscoverContext,
  type Reason,
  Secret,
  type Suite,
  type Test,
} from "@testcar/core";
import { errors } from "./errors.ts";
import { type Command, templatesOf } from "./options.ts";
import { findProgram, installHint } from "./program.ts";
import { headersOf, placeholdersOf } from "./template.ts";

/** What the runner knows of a test: its `data`. */
interface ExecTest {
  /** Why it must not be run. */
  readonly broken?: Reason;
}

/** Why a test must not be run, if discovery found a reason. */
export function brokenOf({ data }: Test): Reason | undefined {
  const isOurs = (value: unknown): value is ExecTest =>
    typeof value === "object" && value !== null && "broken" in value;
  return isOurs(data) ? data.broken : undefined;
}

/** The file of a test that has none: it stands for the command. */
const noFile = ({ name, command }: Command, directory: string): CandidateFile => ({
  path: name,
  absolutePath: directory,
  size: 0,
  extension: "",
  text: async () => command.join(" "),
});

/** `PATH` as the command will have it. */
export function pathOf({ env }: Pick<Command, "env">): string | undefined {
  const path = env?.["PATH"];
  return path instanceof Secret ? path.reveal() : path;
}

/** What the placeholders of a command stand for that this run does not have. */
function missingValues(
  command: Command,
  { target, environment }: Pick<DiscoverContext, "target" | "environment">,
) {
  const templates = templatesOf(command);
  const says = (placeholder: "target" | "environment"): boolean =>
    templates.some((text) => placeholdersOf(text).has(placeholder));
  const { name } = command;
  const header = templates.flatMap((text) => [...headersOf(text)])[0];
  const reasons: Reason[] = [];
  if (target === undefined && says("target"))
    reasons.push(errors.NO_VALUE({ command: name, placeholder: "{target}", option: "--target" }).toReason());
  else if (target === undefined && header !== undefined)
    // A credential goes to the target, and to nobody else.
    reasons.push(
      errors.NO_VALUE({ command: name, placeholder: `{header:${header}}`, option: "--target" }).toReason(),
    );
  if (environment === undefined && says("environment"))
    reasons.push(
      errors.NO_VALUE({ command: name, placeholder: "{environment}", option: "--env" }).toReason(),
    );
  return reasons;
}

async function missingProgram(command: Command, baseDirectory: string): Promise<readonly Reason[]> {
  const [program = ""] = command.command;
  // What is known only when the test runs is told then.
  if (placeholdersOf(program).size > 0) return [];
  if ((await findProgram(program, baseDirectory, pathOf(command))) !== undefined) return [];
  const { name } = command;
  return [
    errors.PROGRAM_MISSING({ command: name, program, install: installHint(program, command) }).toReason(),
  ];
}

/** Tells whether a file is a test of a command. */
type Matches = (path: string) => boolean;

async function compile({ files, exclude }: Command): Promise<Matches> {
  if (files === undefined) return () => false;
  const { default: picomatch } = await import("picomatch");
  const anyOf = (patterns: readonly string[]): Matches => {
    const each = patterns.map((pattern) =>
      // Names with line ends are names too.
      picomatch(pattern, { basename: !pattern.includes("/"), flags: "s" }),
    );
    return (path) => each.some((matches) => matches(path));
  };
  const [includes, excludes] = [anyOf(files), anyOf(exclude ?? [])];
  return (path) => includes(path) && !excludes(path);
}

/**
 * Adds the files that the commands match to the suite, but for those that another runner has. A file that two commands
 * match is a test as well: one that must not be run, so that it does not vanish.
 *
 * @param baseDirectory - Where programs are looked for.
 */
export async function discover(
  suite: Suite,
  context: Pick<DiscoverContext, "files" | "directory" | "target" | "environment">,
  commands: readonly Command[],
  baseDirectory: string,
): Promise<Suite> {
  const known = await Promise.all(
    commands.map(async (command) => ({
      command,
      matches: await compile(command),
      problems: [...missingValues(command, context), ...(await missingProgram(command, baseDirectory))],
    })),
  );
  const make = (
    file: CandidateFile,
    runner: string,
    problems: readonly Reason[],
    broken: Reason | undefined,
  ): Test => ({
    id: file.path,
    name: file.path,
    runner,
    file,
    ...(problems.length === 0 ? {} : { problems }),
    ...(broken === undefined ? {} : { data: { broken } }),
  });
  const owned = new Set(suite.tests.map(({ file }) => file.path));
  const tests = context.files.flatMap((file): readonly Test[] => {
    if (owned.has(file.path)) return [];
    const [first, ...others] = known.filter(({ matches }) => matches(file.path));
    if (first === undefined) return [];
    const { command, problems } = first;
    if (others.length === 0) return [make(file, command.name, problems, problems.find(isOfValue))];
    const names = [first, ...others].map((one) => one.command.name);
    const ambiguous = errors.AMBIGUOUS({ path: file.path, commands: names }).toReason();
    return [make(file, command.name, [ambiguous], ambiguous)];
  });
  const whole = known
    .filter(({ command }) => command.always === true)
    .map(({ command, problems }) =>
      make(noFile(command, context.directory), command.name, problems, problems.find(isOfValue)),
    );
  const ours = new Set(tests.map(({ id }) => id));
  return {
    tests: [...suite.tests, ...tests, ...whole],
    // What another runner has passed over is a test after all.
    ignored: suite.ignored.filter(({ path }) => !ours.has(path)),
  };
}

/** A program may be there by the time that the test runs; a value does not come any more. */
const isOfValue = ({ code }: Reason): boolean => code === errors.NO_VALUE.code;
