import { describe, expect, test } from "@jest/globals";
import { parseFlags } from "../src/flags.ts";

const messages = (...args: readonly string[]): readonly string[] =>
  parseFlags(args).problems.map(({ message, hint }) => `${message}. ${hint}`);

describe("the command line", () => {
  test("says what is to be written", () => {
    expect(
      parseFlags(["soap", "--kind", "runner", "--scope=@acme", "--javascript", "--directory", "x", "-y"]),
    ).toEqual({
      name: "soap",
      kind: "runner",
      scope: "@acme",
      language: "javascript",
      directory: "x",
      yes: true,
      help: false,
      version: false,
      problems: [],
    });
  });

  test("leaves out what it does not say", () => {
    expect(parseFlags([])).toEqual({ yes: false, help: false, version: false, problems: [] });
  });

  test("suggests the option that was meant, and takes a value for the unknown one's", () => {
    expect(messages("--knid", "runner", "soap")).toEqual([
      "Unknown option --knid. Did you mean --kind? See npm create testcar-plugin -- --help.",
    ]);
    expect(messages("--template", "x")).toEqual([
      "Unknown option --template. See npm create testcar-plugin -- --help.",
    ]);
  });

  test("an option without its value does not take the next option for it", () => {
    const { kind, scope, problems } = parseFlags(["--kind", "--scope", "@acme"]);
    expect({ kind, scope }).toEqual({ kind: undefined, scope: "@acme" });
    expect(problems.map(({ message }) => message)).toEqual(["The option --kind needs a value"]);
  });

  test("everything that cannot be understood is told at once", () => {
    expect(messages("soap", "runner", "--yes=no", "--directory", "--typescript", "--javascript")).toEqual([
      "The option --yes takes no value. Write --yes alone.",
      "The option --directory needs a value. Write --directory plugins/soap.",
      // npm keeps options to itself that do not stand behind --, and hands on their values.
      expect.stringMatching(/^Unexpected argument runner\. .* options stand behind --/),
      "--typescript and --javascript exclude each other. Leave one of them out.",
    ]);
  });
});
