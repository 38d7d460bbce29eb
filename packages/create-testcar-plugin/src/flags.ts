import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { kinds, type Language } from "./choices.ts";
import type { Problem } from "./problem.ts";

/** What the command line says, word for word; what it does not say is left out. */
export interface Flags {
  readonly name?: string;
  readonly scope?: string;
  readonly kind?: string;
  readonly language?: Language;
  readonly directory?: string;
  /** Nothing is asked. */
  readonly yes: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** What cannot be understood. */
  readonly problems: readonly Problem[];
}

const options = {
  kind: { type: "string" },
  scope: { type: "string" },
  directory: { type: "string" },
  typescript: { type: "boolean" },
  javascript: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

type OptionName = keyof typeof options;

const EXAMPLES: Readonly<Partial<Record<OptionName, string>>> = {
  kind: `--kind ${Object.keys(kinds).join("|")}`,
  scope: "--scope @acme",
  directory: "--directory plugins/soap",
};

const isOption = (name: string): name is OptionName => Object.hasOwn(options, name);

function unknownOption(rawName: string): Problem {
  const best = closest(
    rawName,
    Object.keys(options).map((name) => `--${name}`),
  );
  const isNear = distance(rawName, best) <= Math.ceil(rawName.length * 0.4);
  const help = "See npm create testcar-plugin -- --help.";
  return { message: `Unknown option ${rawName}`, hint: `${isNear ? `Did you mean ${best}? ` : ""}${help}` };
}

/** The words of a command line. An option that needs a value does not take the next option for it. */
function readTokens(args: readonly string[]) {
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true, options });
  const hungry = tokens.find(
    (token) => token.kind === "option" && token.inlineValue === false && /^-./.test(token.value),
  );
  if (hungry?.kind !== "option") return tokens;
  const rest: typeof tokens = readTokens(args.slice(hungry.index + 1));
  const alone = { ...hungry, value: undefined, inlineValue: undefined };
  return [...tokens.slice(0, tokens.indexOf(hungry)), alone, ...rest];
}

/** Options and other words, apart, and what can be neither. */
function sortWords(args: readonly string[]) {
  const given = new Map<OptionName, string>();
  const words: string[] = [];
  const problems: Problem[] = [];
  // What stands behind an option that nobody knows is most probably its value, and no problem of its own.
  let isAfterUnknown = false;
  for (const token of readTokens(args)) {
    if (token.kind === "positional" && !isAfterUnknown) words.push(token.value);
    isAfterUnknown = false;
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (!isOption(name)) {
      isAfterUnknown = value === undefined;
      problems.push(unknownOption(rawName));
    } else if (options[name].type === "boolean" && value !== undefined) {
      problems.push({ message: `The option ${rawName} takes no value`, hint: `Write ${rawName} alone.` });
    } else if (options[name].type === "string" && (value === undefined || value === "")) {
      problems.push({ message: `The option ${rawName} needs a value`, hint: `Write ${EXAMPLES[name]}.` });
    } else {
      given.set(name, value ?? "");
    }
  }
  return { given, words, problems };
}

/** Takes the command line apart. Everything in it that cannot be understood is a problem, all of it at once. */
export function parseFlags(args: readonly string[]): Flags {
  const { given, words, problems: wrong } = sortWords(args);
  const [name, ...extra] = words;
  const problems = [
    ...wrong,
    ...extra.map((word) => ({
      message: `Unexpected argument ${word}`,
      hint: "There is one name, and options stand behind --: npm create testcar-plugin soap -- --kind runner",
    })),
  ];
  if (given.has("typescript") && given.has("javascript")) {
    problems.push({
      message: "--typescript and --javascript exclude each other",
      hint: "Leave one of them out.",
    });
  }
  const pick = (option: OptionName) => (given.has(option) ? { [option]: given.get(option) } : {});
  const [language] = (["javascript", "typescript"] as const).filter((each) => given.has(each));
  return {
    ...(name === undefined ? {} : { name }),
    ...pick("scope"),
    ...pick("kind"),
    ...pick("directory"),
    ...(language === undefined ? {} : { language }),
    yes: given.has("yes"),
    help: given.has("help"),
    version: given.has("version"),
    problems,
  };
}
