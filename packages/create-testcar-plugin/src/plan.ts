import { closest } from "fastest-levenshtein";
import { isKind, type Kind, kinds, type Language } from "./choices.ts";
import { directoryProblem } from "./directory.ts";
import type { Flags } from "./flags.ts";
import { folderOf, type Names, nameProblems, namesOf, scopeProblem, type Words, wordsOf } from "./names.ts";
import type { Problem } from "./problem.ts";

/** What a plugin is made from: flags, and answers where flags say nothing. */
export type Given = Pick<Flags, "name" | "scope" | "kind" | "language" | "directory">;

/** What is to be written, and where. */
export interface Plan {
  readonly kind: Kind;
  readonly language: Language;
  readonly names: Names;
  /** As the user has written it; relative to the working directory. */
  readonly directory: string;
}

const withoutAt = (scope: string): string => scope.replace(/^@/, "");

/** The name and the scope that are given; undefined without a name. */
function wordsIn({ name, scope }: Given): Words | undefined {
  if (name === undefined) return undefined;
  const words = wordsOf(name);
  return { word: words.word, scope: words.scope === "" ? withoutAt(scope ?? "") : words.scope };
}

function kindProblem(kind: string): Problem | undefined {
  if (isKind(kind)) return undefined;
  const names = Object.keys(kinds);
  return {
    message: `There is no kind ${kind}`,
    hint: `There are ${names.join(", ")}. Did you mean --kind ${closest(kind, names)}?`,
  };
}

function scopesProblem(scope: string, inName: string): Problem | undefined {
  if (inName === "" || withoutAt(scope) === inName) return undefined;
  return {
    message: `The name says the scope @${inName}, and --scope says @${withoutAt(scope)}`,
    hint: "Leave one of them out.",
  };
}

/** Everything that is wrong with what is given; what is missing is no problem here. */
export function problemsOf(given: Given, cwd: string): readonly Problem[] {
  const { name, scope, kind } = given;
  const words = wordsIn(given);
  const directory = given.directory ?? (words === undefined ? undefined : folderOf(words.word));
  const ofName = words === undefined ? [scopeProblem(withoutAt(scope ?? ""))] : nameProblems(words);
  // Where a name that cannot be one would be written to is of no interest.
  const isPlace = given.directory !== undefined || ofName.every((problem) => problem === undefined);
  return [
    ...ofName,
    scope === undefined || name === undefined ? undefined : scopesProblem(scope, wordsOf(name).scope),
    kind === undefined ? undefined : kindProblem(kind),
    directory === undefined || !isPlace ? undefined : directoryProblem(directory, cwd),
  ].filter((problem) => problem !== undefined);
}

/** What is still to be said, as one problem, if anything. */
export function missingProblem({ name, kind }: Given): Problem | undefined {
  const missing = [name === undefined ? "NAME" : [], kind === undefined ? "--kind" : []].flat();
  if (missing.length === 0) return undefined;
  return {
    message: `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing`,
    hint: "Without a terminal to ask on, say all of it: npm create testcar-plugin soap -- --kind runner",
  };
}

/** The plan, when nothing is missing and nothing is wrong; see {@link problemsOf}, {@link missingProblem}. */
export function planOf(given: Given): Plan | undefined {
  const { kind, language = "typescript" } = given;
  const words = wordsIn(given);
  if (words === undefined || kind === undefined || !isKind(kind)) return undefined;
  return { kind, language, names: namesOf(words), directory: given.directory ?? folderOf(words.word) };
}
