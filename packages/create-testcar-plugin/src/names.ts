import type { Problem } from "./problem.ts";

const PREFIX = "testcar-plugin-";

/** Names that a configuration understands as the project's own plugins, `oauth` as `@testcar/plugin-oauth`. */
export const OFFICIAL: readonly string[] = [
  "artillery-runner",
  "ctrf-reporter",
  "exec-runner",
  "junit-reporter",
  "kerberos",
  "oauth",
  "stdout-reporter",
  "wait-for",
];

/** Characters that npm allows in the whole name of a package. */
const LONGEST = 214;

/** What one plugin is called in different places. */
export interface Names {
  /** On npm: `@acme/testcar-plugin-soap`. */
  readonly package: string;
  /** In a configuration: `@acme/soap`. */
  readonly short: string;
  /** Without the scope: `soap`. */
  readonly word: string;
  /** In the codes of its errors: `ACME_SOAP`. */
  readonly area: string;
}

/** The words of a plugin's name: neither of them has been looked at yet. */
export interface Words {
  readonly word: string;
  /** Without `@`; empty when there is none. */
  readonly scope: string;
}

/** Takes apart what somebody calls a plugin: `soap`, `testcar-plugin-soap`, `@acme/soap`, `@acme/testcar-plugin-soap`. */
export function wordsOf(given: string): Words {
  const [, scope = "", rest = given] = /^@([^/]*)\/(.*)$/s.exec(given) ?? [];
  return { scope, word: rest.startsWith(PREFIX) ? rest.slice(PREFIX.length) : rest };
}

/** What is wrong with the word, if anything: the rules of npm, and a little more, since it goes into the codes of errors. */
export function wordProblem(word: string): Problem | undefined {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(word)) return undefined;
  return {
    message: word === "" ? "The name is empty" : `The name ${word} cannot be that of a plugin`,
    hint: "It has lower-case letters, digits and single hyphens, and begins with a letter: soap, api-key-2.",
  };
}

/**
 * What is wrong with the scope, if anything.
 *
 * @see https://docs.npmjs.com/about-scopes
 */
export function scopeProblem(scope: string): Problem | undefined {
  if (scope === "testcar") {
    return {
      message: "The scope @testcar is for the project's own plugins",
      hint: "Take the scope of your company, or none.",
    };
  }
  if (scope === "" || /^[a-z0-9][a-z0-9._-]*$/.test(scope)) return undefined;
  return {
    message: `The scope @${scope} cannot be one`,
    hint: "It has lower-case letters, digits, and - _ . within: @acme.",
  };
}

/** What is wrong with the two together, if anything. */
function wholeProblem({ word, scope }: Words): Problem | undefined {
  if (scope === "" && OFFICIAL.includes(word)) {
    return {
      message: `The name ${word} is taken: a configuration means @testcar/plugin-${word} by it`,
      hint: `Take another name, or a scope: --scope @acme makes it @acme/${word}.`,
    };
  }
  if (namesOf({ word, scope }).package.length <= LONGEST) return undefined;
  return {
    message: `The name ${word} is too long`,
    hint: `npm takes names of at most ${LONGEST} characters, the scope and ${PREFIX} among them.`,
  };
}

/** Everything that is wrong with a plugin's name. */
export function nameProblems(words: Words): readonly Problem[] {
  const problems = [wordProblem(words.word), scopeProblem(words.scope)].filter((one) => one !== undefined);
  return problems.length > 0 ? problems : [wholeProblem(words)].filter((one) => one !== undefined);
}

/** All that a plugin is called. */
export function namesOf({ word, scope }: Words): Names {
  const before = scope === "" ? "" : `@${scope}/`;
  const area = [scope, word].filter((part) => part !== "").join("_");
  return {
    package: `${before}${PREFIX}${word}`,
    short: `${before}${word}`,
    word,
    area: area.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_"),
  };
}

/** The folder that a plugin is written to when nobody says another. */
export const folderOf = (word: string): string => `${PREFIX}${word}`;
