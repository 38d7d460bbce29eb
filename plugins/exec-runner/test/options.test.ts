import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import * as v from "valibot";
import { optionsSchema } from "../src/options.ts";

const hurl = { name: "hurl", files: "*.hurl", command: ["hurl", "--test", "{file}"] };

/** What is wrong with one command, each with its place. */
function issuesOf(changes: object): readonly string[] {
  const { issues = [] } = v.safeParse(optionsSchema, { commands: [{ ...hurl, ...changes }] });
  return issues.map((issue) => `${v.getDotPath(issue)?.replace("commands.0", "") ?? ""}: ${issue.message}`);
}

test("patterns and commands are lists, however they are written", () => {
  const { commands } = v.parse(optionsSchema, { commands: [{ ...hurl, timeout: "1m" }] });
  expect(commands).toEqual([{ ...hurl, files: ["*.hurl"], timeout: 60_000 }]);
});

describe("a command", () => {
  test.each([
    ["pytest -q {file}", '[pytest, -q, "{file}"]'],
    ["curl '{target}/a b'", '[curl, "{target}/a b"]'],
    ["curl {target} | grep ok", '[sh, -c, "curl {target} | grep ok"]'],
  ])("as a text is refused with the list that is meant: %s", (text, list) => {
    expect(issuesOf({ command: text })).toEqual([
      `.command: Expected a list, as no shell takes a text apart. Write ${list}`,
    ]);
  });

  test("has known placeholders only", () => {
    expect(issuesOf({ command: ["hurl", "{fil}"] })).toEqual([
      expect.stringMatching(/^\.command\.1: unknown placeholder \{fil\}\. Known are \{file\}, /),
    ]);
  });

  test("holds no secret, and no header", () => {
    const secret = new Secret("hunter22", "${env:TOKEN}");
    expect(issuesOf({ command: ["hurl", "{file}", secret] })).toEqual([
      expect.stringMatching(/^\.command\.2: A secret cannot stand here/),
    ]);
    expect(issuesOf({ command: ["hurl", "{file}", "{header:authorization}"] })).toEqual([
      expect.stringMatching(/^\.command\.2: A header cannot stand here/),
    ]);
  });

  test.each([
    [["sh", "-c", "cat {file}"]],
    [["/bin/bash", "-euc", "cat {name}"]],
    [["env", "A=1", "sh", "-c", "cat {file}"]],
    [["python3", "-c", "print('{file}')"]],
    [["node", "--eval", "import('{file}')"]],
  ])("puts no name of a file into a program: %j", (command) => {
    expect(issuesOf({ command })).toEqual([
      expect.stringMatching(/^\.command: A file's name would become part/),
    ]);
  });

  test("gives a program the name of a file as an argument", () => {
    expect(issuesOf({ command: ["sh", "-c", 'cat "$1" > {work}/copy', "sh", "{file}"] })).toEqual([]);
  });

  test.each([
    [{ files: undefined }, /Expected either files, or always/],
    [{ always: true }, /Expected either files, or always/],
    [{ command: ["pytest"] }, /Nothing says \{file\}/],
    [{ files: undefined, always: true }, /\{file\} stands for nothing/],
    [{ junit: "report.xml" }, /begins with \{work\}\//],
    [{ junit: "{work}/../report.xml" }, /begins with \{work\}\//],
    [{ junit: "{work}/a.xml", tap: "stdout" }, /junit or tap, not both/],
    [{ failed: [0] }, /0 cannot mean a failure/],
    [{ timeout: "soon" }, /Expected milliseconds/],
    [{ inputs: { "../a": "" } }, /name of a file, without a directory/],
    [{ inputs: { a: { deep: ["{fil}"] } } }, /unknown placeholder \{fil\}/],
    [{ env: { A: "{nobody}" } }, /Expected a text|unknown placeholder/],
    [{ files: "/etc/*.hurl" }, /relative to the tests directory/],
    [{ passed: [0] }, /passed/],
  ])("is refused with %j", (changes, message) => {
    expect(issuesOf(changes)).toEqual([expect.stringMatching(message)]);
  });

  test("can say its file in a variable or an input alone", () => {
    expect(issuesOf({ command: ["k6", "run", "-"], env: { SCRIPT: "{file}" } })).toEqual([]);
    expect(issuesOf({ command: ["go", "test"], inputs: { "a.json": { path: "{file}" } } })).toEqual([]);
  });
});

test("two commands have two names", () => {
  const { issues = [] } = v.safeParse(optionsSchema, { commands: [hurl, hurl] });
  expect(issues.map(({ message }) => message)).toEqual(["Expected a name of its own for each command"]);
});
