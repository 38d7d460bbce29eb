import { describeError, exitCodes } from "@testcar/core";

/** What is wrong with a script before anything is sent. */
export const definitions = {
  DEFINITION: describeError<{ readonly message?: string | undefined }>({
    exitCode: exitCodes.runner,
    summary: "Artillery refused a script, so nothing was tested.",
    message: ({ message }) => `Artillery refused the script${message === undefined ? "" : `: ${message}`}`,
    hint: () =>
      "Correct the script; `artillery run` says the same. A script needs config, with a target of its own or from --target, and scenarios.",
    example: { message: "No target specified and no environment chosen" },
  }),
  INCOMPLETE: describeError<{ readonly path: string; readonly problem: string }>({
    exitCode: exitCodes.runner,
    summary: "A script lacks what Artillery cannot do without.",
    message: ({ path, problem }) => `${path}: ${problem}`,
    hint: () =>
      "A script needs config, of its own or in a file with nothing but config beside or above it, and a list of scenarios.",
    example: { path: "smoke.yml", problem: "scenarios is not a list" },
  }),
  SYNTAX: describeError<{
    readonly path: string;
    readonly problem: string;
    readonly line?: number | undefined;
    readonly column?: number | undefined;
  }>({
    exitCode: exitCodes.runner,
    summary: "A script is not the YAML or JSON that its name says.",
    message: ({ path, problem, line, column }) =>
      `${path}${line === undefined ? "" : `:${line}:${column ?? 1}`}: ${problem}`,
    hint: () => "Correct the file. Artillery reads YAML 1.1, one document per file, without repeated keys.",
    example: {
      path: "smoke.yml",
      line: 7,
      column: 5,
      problem: "Implicit map keys need to be on a single line",
    },
  }),
  MISSPELT_SCENARIOS: describeError<{ readonly path: string; readonly key: string }>({
    exitCode: exitCodes.runner,
    summary: "A script has a key that is nearly `scenarios`, and no `scenarios`.",
    message: ({ path, key }) => `${path} has "${key}", which Artillery does not know`,
    hint: () => "Did you mean scenarios?",
    example: { path: "smoke.yml", key: "scenario" },
  }),
  AMBIGUOUS_CONFIG: describeError<{ readonly path: string; readonly candidates: readonly string[] }>({
    exitCode: exitCodes.runner,
    summary: "A script has no `config`, and several shared configurations lie equally near.",
    message: ({ path, candidates }) =>
      `${path} has no config, and it could be that of ${candidates.join(" or ")}`,
    hint: () =>
      "Leave one file with only config in that directory, give the script a config of its own, or name the file: plugins: [[artillery-runner, { configFile: FILE }]].",
    example: { path: "smoke.yml", candidates: ["fast.yml", "slow.yml"] },
  }),
  UNREADABLE: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode: exitCodes.runner,
    summary: "A file that is very likely a script cannot be read.",
    message: ({ path, reason }) => `${path} cannot be read: ${reason}`,
    hint: () => "Make it readable for the user that Testcar runs as, or take it out of the tests directory.",
    example: { path: "smoke.yml", reason: "permission denied" },
  }),
};
