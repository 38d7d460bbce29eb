import type { Readable, Writable } from "node:stream";
import { cancel, intro, isCancel, outro, select, text } from "@clack/prompts";
import { kinds, languages } from "./choices.ts";
import { wordsOf } from "./names.ts";
import { type Given, problemsOf } from "./plan.ts";

/** Where questions are asked, if it is one. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined };
}

/** What a question needs to know. */
interface Asked {
  readonly given: Given;
  /** Says of an answer what is wrong with it. */
  readonly complain: (answer: Given) => string | undefined;
  readonly input: Readable;
  readonly output: Writable;
}

/** Asks unless the answer is known already: then it adds nothing. A symbol when the user has had enough. */
type Question = (asked: Asked) => Promise<Given | symbol>;

const kind: Question = async ({ given, input, output }) => {
  if (given.kind !== undefined) return {};
  const options = [
    { value: "runner", hint: kinds.runner },
    { value: "credential", hint: kinds.credential },
    { value: "reporter", hint: kinds.reporter },
  ];
  const answer = await select({ message: "What is it?", options, input, output });
  return isCancel(answer) ? answer : { kind: answer };
};

const scope: Question = async ({ given, complain, input, output }) => {
  if (given.scope !== undefined || wordsOf(given.name ?? "").scope !== "") return {};
  const answer = await text({
    message: "In which npm scope? Empty for none.",
    placeholder: "@acme",
    defaultValue: "",
    validate: (value) => complain(value === undefined ? {} : { scope: value }),
    input,
    output,
  });
  if (isCancel(answer)) return answer;
  return answer === "" ? {} : { scope: answer };
};

const name: Question = async ({ given, complain, input, output }) => {
  if (given.name !== undefined) return {};
  const answer = await text({
    message: "What is it called? Configurations use this name.",
    placeholder: "soap",
    validate: (value) => complain({ name: value ?? "" }),
    input,
    output,
  });
  return isCancel(answer) ? answer : { name: answer };
};

const language: Question = async ({ given, input, output }) => {
  if (given.language !== undefined) return {};
  const answer = await select({
    message: "What is it written in?",
    options: [
      { value: "typescript" as const, hint: languages.typescript },
      { value: "javascript" as const, hint: languages.javascript },
    ],
    input,
    output,
  });
  return isCancel(answer) ? answer : { language: answer };
};

/**
 * Asks for what is not given; undefined when the user has had enough of it.
 *
 * @param cwd - Where relative directories start: a name that leads to a directory with something in it is refused.
 */
export async function ask(given: Given, cwd: string, terminal: Terminal): Promise<Given | undefined> {
  const { stdin: input, stdout: output } = terminal;
  let whole = given;
  const complain = (answer: Given): string | undefined => {
    const [problem] = problemsOf({ ...whole, ...answer }, cwd);
    return problem === undefined ? undefined : `${problem.message}. ${problem.hint}`;
  };
  intro("A new plugin for Testcar", { output });
  for (const question of [kind, scope, name, language]) {
    const answer = await question({ given: whole, complain, input, output });
    if (typeof answer === "symbol") {
      cancel("Nothing was written.", { output });
      return undefined;
    }
    whole = { ...whole, ...answer };
  }
  outro("No more questions.", { output });
  return whole;
}
