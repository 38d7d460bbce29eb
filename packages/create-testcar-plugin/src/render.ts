import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Kind, Language } from "./choices.ts";
import type { Names } from "./names.ts";

/** Files of a package: path, with `/` between its parts, to content. */
export type Files = ReadonlyMap<string, string>;

const templates = fileURLToPath(new URL("../templates/", import.meta.url));

const EXTENSIONS: Readonly<Record<Language, string>> = { typescript: "ts", javascript: "js" };

const SUMMARIES: Readonly<Record<Kind, string>> = {
  runner: "Runs files of commands as tests of Testcar",
  credential: "Sends a key with the requests of Testcar's tests",
  reporter: "Writes a summary of Testcar's runs to a file",
};

const read = (path: string): string => readFileSync(`${templates}${path}`, "utf8");

/** What stands in templates for the plugin's names. */
function fill(text: string, names: Names, language: Language): string {
  return text
    .replaceAll("__package__", names.package)
    .replaceAll("__name__", names.short)
    .replaceAll("__word__", names.word)
    .replaceAll("__AREA__", names.area)
    .replaceAll("__extension__", EXTENSIONS[language]);
}

// Not named package.json as a template: tools take that for a package of its own.
function manifest(language: Language, kind: Kind, names: Names): string {
  const template: Readonly<Record<string, unknown>> = JSON.parse(read(`${language}/manifest.json`));
  const whole = { ...template, name: names.package, description: SUMMARIES[kind] };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** The files of a new plugin's package. */
export function renderPackage(kind: Kind, language: Language, names: Names): Files {
  const configurations = readdirSync(`${templates}${language}`).filter((name) =>
    name.startsWith("tsconfig."),
  );
  const sources = readdirSync(`${templates}${language}/${kind}/src`).map((name) => `src/${name}`);
  const extension = EXTENSIONS[language];
  const files: readonly (readonly [string, string])[] = [
    [".github/workflows/ci.yml", read("any/ci.yml")],
    // npm leaves a .gitignore out of a package that it packs.
    [".gitignore", read("any/gitignore")],
    ["README.md", read(`readme/${kind}.md`) + read("readme/any.md")],
    ["package.json", manifest(language, kind, names)],
    ...sources.map((name) => [name, read(`${language}/${kind}/${name}`)] as const),
    // The same in both languages, but for the name of what is tested.
    [
      `test/index.test.${extension}`,
      read(`typescript/${kind}/test/index.test.ts`).replace('/index.ts"', `/index.${extension}"`),
    ],
    ...configurations.map((name) => [name, read(`${language}/${name}`)] as const),
  ];
  return new Map(files.map(([path, text]) => [path, fill(text, names, language)]));
}
