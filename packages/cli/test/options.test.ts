import { describe, expect, test } from "@jest/globals";
import { allOptions, parseOptions } from "../src/options.ts";

const parse = (line: string) => parseOptions(line === "" ? [] : line.split(" "), allOptions, "run");
const problemsOf = (line: string) => parse(line).problems.map(({ message }) => message);

describe("options that are set", () => {
  test("nothing given sets nothing, so that variables and files count", () => {
    expect(parse("")).toEqual({
      flags: {},
      own: {},
      configFile: undefined,
      help: false,
      positionals: [],
      problems: [],
    });
  });

  test("flags have the names of the configuration's members", () => {
    const { flags, problems } = parse(
      "--tests t --target http://a --env staging --test-timeout 5s --fail-fast --allow-empty --format json --log-level debug",
    );
    expect(problems).toEqual([]);
    expect(flags).toEqual({
      tests: "t",
      target: "http://a",
      environment: "staging",
      testTimeout: "5s",
      failFast: true,
      allowEmpty: true,
      format: "json",
      logLevel: "debug",
    });
  });

  test("the configuration's file is no member of the configuration", () => {
    expect(parse("-c a.yaml")).toMatchObject({ configFile: "a.yaml", flags: {} });
    expect(parse("--config=b.yaml")).toMatchObject({ configFile: "b.yaml", flags: {} });
  });

  test("--only may be repeated, of everything else the last one counts", () => {
    expect(parse("--only a --only=b --tests x --tests y").flags).toEqual({ only: ["a", "b"], tests: "y" });
  });

  test.each([
    ["--color always", { color: "always" }],
    ["--no-color", { color: "never" }],
    ["--no-color --color auto", { color: "auto" }],
  ])("%s is the command's own; of several the last one counts", (line, own) => {
    expect(parse(line)).toMatchObject({ own, flags: {}, problems: [] });
  });

  test.each([
    ["--concurrency 2", { concurrency: 2 }],
    ["--timeout 1500", { timeout: 1500 }],
    ["--timeout 90s", { timeout: "90s" }],
    ["--concurrency two", { concurrency: "two" }],
    ["--only=-1", { only: ["-1"] }],
  ])("%s: a number is one, and whatever else is left to the validation", (line, flags) => {
    expect(parse(line)).toMatchObject({ flags, problems: [] });
  });
});

describe("what is wrong with a command line", () => {
  test.each([
    ["--tets", ["Unknown option --tets"]],
    ["--color sometimes", ["The option --color cannot be sometimes"]],
    ["--color", ["The option --color needs a value"]],
    ["--no-color=yes", ["The option --no-color takes no value"]],
    ["--tets somewhere", ["Unknown option --tets"]],
    ["--tets=somewhere extra", ["Unknown option --tets", "Unexpected argument"]],
    ["-x", ["Unknown option -x"]],
    ["--constructor", ["Unknown option --constructor"]],
    ["--__proto__=1", ["Unknown option --__proto__"]],
    ["--fail-fast=yes", ["The option --fail-fast takes no value"]],
    ["--tests", ["The option --tests needs a value"]],
    ["--tests=", ["The option --tests needs a value"]],
    ["--only --tests", ["The option --only needs a value", "The option --tests needs a value"]],
  ])("%s", (line, messages) => {
    const known = messages.filter((message) => message !== "Unexpected argument");
    expect(problemsOf(line)).toEqual(known);
    expect(parse(line).positionals).toHaveLength(messages.length - known.length);
  });

  test("an option that lacks its value does not swallow the next one", () => {
    const { flags, problems } = parse("--allow-empty --only --format text --fail-fast");
    expect(problems.map(({ message }) => message)).toEqual(["The option --only needs a value"]);
    expect(flags).toEqual({ allowEmpty: true, format: "text", failFast: true });
  });

  test("the option that was meant is named", () => {
    expect(parse("--concurency 2").problems[0]?.hint).toBe(
      "Did you mean --concurrency? See testcar run --help.",
    );
  });

  test("help is help, whatever else is wrong", () => {
    expect(parse("--tets -h")).toMatchObject({ help: true });
  });
});
