import { parseArgs } from "node:util";
import { configErrors, didYouMean, type TestcarError } from "@testcar/core";

/** One option of the command line. */
export interface Option {
  /** What its value is called in the help; missing for a switch. */
  readonly value?: string;
  readonly help: string;
  /** The configuration's member that it sets. */
  readonly key?: string;
  readonly short?: string;
  /** It may be given several times. */
  readonly multiple?: boolean;
  /** The only values that it may have. */
  readonly choices?: readonly string[];
  /** For a switch: another option, and the value of it that the switch stands for. */
  readonly means?: readonly [name: string, value: string];
}

/** Options by their names without dashes. */
export type Options = Readonly<Record<string, Option>>;

/** Every option that there is; a command takes some of them. */
export const allOptions = {
  config: { value: "FILE", short: "c", help: "configuration file; otherwise it is looked for (see below)" },
  tests: { value: "DIR", key: "tests", help: "directory with the tests (default /etc/testcar/tests)" },
  "wait-for": {
    value: "FILE|TIME",
    key: "waitFor",
    help: "wait until this file is in the tests directory, or nothing has changed there for so long",
  },
  target: { value: "URL", key: "target", help: "where the service under test listens" },
  only: {
    value: "GLOB",
    key: "only",
    multiple: true,
    help: "run only tests whose id matches; may be repeated",
  },
  env: { value: "NAME", key: "environment", help: "environment that runners choose in their tests" },
  concurrency: { value: "N", key: "concurrency", help: "tests at the same time (default 1)" },
  timeout: { value: "TIME", key: "timeout", help: "time for the whole run, like 90s or 15m (default 1h)" },
  "test-timeout": { value: "TIME", key: "testTimeout", help: "time for each test (default: the run's)" },
  grace: { value: "TIME", key: "grace", help: "time between SIGTERM and SIGKILL for a test (default 10s)" },
  "fail-fast": { key: "failFast", help: "start no further test after one that did not pass" },
  "allow-empty": { key: "allowEmpty", help: "let a run without any test pass" },
  format: {
    value: "FORMAT",
    key: "format",
    help: "auto, json or text; auto is text on a terminal, json elsewhere",
  },
  color: {
    value: "WHEN",
    choices: ["auto", "always", "never"],
    help: "colours in text: auto (default), always or never; auto heeds NO_COLOR, FORCE_COLOR and TERM",
  },
  "no-color": { means: ["color", "never"], help: "the same as --color never" },
  "log-level": {
    value: "LEVEL",
    key: "logLevel",
    help: "what stderr tells: silent, error, warn, info, debug (default warn)",
  },
  help: { short: "h", help: "show this help" },
} as const satisfies Options;

/** The command line, taken apart. */
export interface Parsed {
  readonly flags: Readonly<Record<string, unknown>>;
  /** Options that are the command's own and no member of the configuration, by their names. */
  readonly own: Readonly<Record<string, string>>;
  readonly configFile: string | undefined;
  readonly help: boolean;
  readonly positionals: readonly string[];
  readonly problems: readonly TestcarError[];
}

const NUMBERS = new Set(["concurrency"]);
const DURATIONS = new Set(["grace", "timeout", "testTimeout", "waitFor"]);

function convert(key: string, text: string): unknown {
  if (NUMBERS.has(key) && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (DURATIONS.has(key) && /^\d+$/.test(text)) return Number(text);
  return text;
}

/** The words of a command line, an option together with its value. */
function readTokens(args: readonly string[], options: Options) {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short }]) => [
        name,
        {
          type: value === undefined ? "boolean" : "string",
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
  });
  const hungry = tokens.find(
    (token) => token.kind === "option" && token.inlineValue === false && /^-./.test(token.value),
  );
  if (hungry?.kind !== "option") return tokens;
  // An option without its value has taken the next option for it: that one counts as what it is.
  const rest: typeof tokens = readTokens(args.slice(hungry.index + 1), options);
  const alone = { ...hungry, value: undefined, inlineValue: undefined };
  return [...tokens.slice(0, tokens.indexOf(hungry)), alone, ...rest];
}

/** Takes a command line apart; everything that is wrong with it is a problem, all of it. */
export function parseOptions(args: readonly string[], options: Options, command: string): Parsed {
  const help = `See testcar ${command} --help.`;
  const tokens = readTokens(args, options);
  const flags: Record<string, unknown> = {};
  const own: Record<string, string> = {};
  const problems: TestcarError[] = [];
  const positionals: string[] = [];
  let configFile: string | undefined;
  let wantsHelp = false;
  const usage = (problem: string, hint: string): void =>
    void problems.push(configErrors.USAGE({ problem, hint }));

  // The word behind an option that nobody knows is most probably its value, and no problem of its own.
  let isAfterUnknown = false;
  for (const token of tokens) {
    if (token.kind === "positional" && !isAfterUnknown) positionals.push(token.value);
    isAfterUnknown = false;
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      isAfterUnknown = value === undefined;
      const names = Object.keys(options).map((known) => `--${known}`);
      usage(`Unknown option ${rawName}`, `${didYouMean(rawName, names).trim()} ${help}`.trim());
    } else if (option.value === undefined && value !== undefined) {
      usage(`The option ${rawName} takes no value`, `Write ${rawName} alone. ${help}`);
    } else if (option.value !== undefined && (value === undefined || value === "")) {
      usage(`The option ${rawName} needs a value`, `Write ${rawName} ${option.value}. ${help}`);
    } else if (value !== undefined && option.choices?.includes(value) === false) {
      usage(`The option ${rawName} cannot be ${value}`, `It is ${option.choices.join(" or ")}. ${help}`);
    } else if (name === "help") {
      wantsHelp = true;
    } else if (name === "config") {
      configFile = value;
    } else if (option.key !== undefined) {
      const given = value === undefined ? true : convert(option.key, value);
      flags[option.key] = option.multiple === true ? [flags[option.key] ?? [], given].flat() : given;
    } else if (option.means !== undefined) {
      const [other, meaning] = option.means;
      own[other] = meaning;
    } else if (value !== undefined) {
      own[name] = value;
    }
  }
  return { flags, own, configFile, help: wantsHelp, positionals, problems };
}
