import { basename } from "node:path";
import { placeholdersOf } from "./template.ts";

/** Programs that take a program text as an argument, with the options before it. */
const INTERPRETERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:ba|da|a|z|k|mk|fi)?sh$/, /^-[a-z]*c$/],
  [/^python[\d.]*$/, /^-[a-zA-Z]*c$/],
  [/^(?:node|nodejs|deno|bun)$/, /^(?:-[a-z]*[ep]|--eval|--print|eval)$/],
  [/^(?:perl|ruby)[\d.]*$/, /^-[a-zA-Z]*[eE]$/],
];

const FROM_OUTSIDE = ["file", "name"] as const;

/**
 * Finds the argument that an interpreter takes for a program text although a file's name is put into it: with an odd name,
 * that would be part of the program.
 *
 * @returns The place of the argument, or -1.
 */
export function findInjection(command: readonly string[]): number {
  for (const [index, word] of command.entries()) {
    const [, option] = INTERPRETERS.find(([program]) => program.test(basename(word))) ?? [];
    if (option === undefined) continue;
    const flag = command.findIndex((argument, place) => place > index && option.test(argument));
    const found = placeholdersOf(command[flag + 1] ?? "");
    if (flag !== -1 && FROM_OUTSIDE.some((placeholder) => found.has(placeholder))) return flag + 1;
  }
  return -1;
}

const QUOTED = /"([^"]*)"|'([^']*)'|(\S+)/g;

const quote = (word: string): string => (/^[\w./=:-]+$/.test(word) ? word : JSON.stringify(word));

/** The list that somebody meant who wrote a command as one text. */
export function suggestList(text: string): string {
  const needsShell = /[|&;<>$`*?()]/.test(text);
  const words = needsShell
    ? ["sh", "-c", text]
    : [...text.matchAll(QUOTED)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");
  return `[${words.map(quote).join(", ")}]`;
}
