import { describeError, exitCodes } from "@testcar/core";
import type { PolicyName } from "../policies/names.ts";

type Names = { readonly names: readonly string[] };

const switchOff = (policy: PolicyName): string =>
  `To accept it, switch the policy off: plugins: [[artillery-runner, { policies: { ${policy}: false } }]].`;

export interface Unchecked {
  readonly assertion: "ensure" | "expect";
  /** Whether its plugin was there. */
  readonly loaded: boolean;
  /** What was not checked, when something else was. */
  readonly names?: string;
}

function adviceForUnchecked({ assertion, loaded, names }: Unchecked): string {
  if (!loaded) return `Add it: config: { plugins: { ${assertion}: {} } }.`;
  if (names === undefined)
    return `Look for misspelt names below ${assertion}, and for steps that were never reached.`;
  return `Look for misspelt names, and for several of them in one entry of a list: only the first counts.${assertion === "ensure" ? " ensure belongs below config, in one place." : ""}`;
}

/** What a policy objects to, or a warning tells, although Artillery exits with 0. */
export const objections = {
  UNFINISHED: describeError<{ readonly workerLost: boolean }>({
    exitCode: exitCodes.failed,
    summary: "Artillery exited with 0 before its test came to an end (policy unfinished).",
    message: ({ workerLost }) =>
      `Artillery exited with 0, but ${workerLost ? "a worker was lost" : "nothing shows that the test came to its end"}`,
    hint: () => `Look for a processor or plugin that calls process.exit(). ${switchOff("unfinished")}`,
    example: { workerLost: false },
  }),
  NOTHING_COMPLETED: describeError<{ readonly created: number; readonly failed: number }>({
    exitCode: exitCodes.failed,
    summary: "No virtual user came to the end of its scenario (policy nothing-completed).",
    message: ({ created, failed }) =>
      created === 0
        ? "Nothing was tested: no virtual user was created"
        : `No virtual user completed its scenario: ${created} created, ${failed} failed`,
    hint: ({ created }) =>
      `${created === 0 ? "Look at config.phases, which may be empty." : "See the errors of the test."} ${switchOff("nothing-completed")}`,
    example: { created: 0, failed: 0 },
  }),
  IDLE_SCENARIOS: describeError<{ readonly idle: number; readonly total: number; readonly names: string }>({
    exitCode: exitCodes.failed,
    summary: "A warning: some scenarios of the script were never run.",
    message: ({ idle, total, names }) => `${idle} of ${total} scenarios never ran: ${names}`,
    hint: () =>
      "Each virtual user takes one scenario, by its weight: let more of them arrive, or give each scenario a script of its own. weight: 0 switches one off.",
    example: { idle: 1, total: 2, names: "buy" },
  }),
  NOTHING_SENT: describeError<{ readonly completed: number }>({
    exitCode: exitCodes.failed,
    summary: "Virtual users completed their scenarios, but nothing was sent (policy nothing-sent).",
    message: ({ completed }) =>
      `Nothing was sent: ${completed} virtual users completed their scenarios without a request`,
    hint: () =>
      `Look for scenarios that only think or log. A processor that sends by itself can count it: events.emit("counter", "my.requests", 1). ${switchOff("nothing-sent")}`,
    example: { completed: 2 },
  }),
  REQUEST_ERRORS: describeError<{ readonly text: string; readonly advice: string }>({
    exitCode: exitCodes.failed,
    summary: "Requests or virtual users failed (policy request-errors).",
    message: ({ text }) => text,
    hint: ({ advice }) =>
      `${advice} To allow some, judge them in the script (config.ensure.maxErrorRate with config.plugins.ensure). ${switchOff("request-errors")}`,
    example: {
      text: "12 of 12 requests failed: ECONNREFUSED 12",
      advice: "Nothing listens at http://127.0.0.1:8080, or at the address that the script names itself.",
    },
  }),
  FAILED_EXPECTATIONS: describeError<{ readonly what: string }>({
    exitCode: exitCodes.failed,
    summary:
      "Expectations or conditions of `ensure` failed, but Artillery exited with 0 (policy failed-expectations).",
    message: ({ what }) => `Artillery exited with 0, but these failed: ${what}`,
    hint: () => `Look for a plugin or processor that sets the exit code. ${switchOff("failed-expectations")}`,
    example: { what: "1 of 4 expectations" },
  }),
  SERVER_ERRORS: describeError<{ readonly failed: number; readonly total: number; readonly codes: string }>({
    exitCode: exitCodes.failed,
    summary: "Every response was a server error (policy server-errors); a warning when only some were.",
    message: ({ failed, total, codes }) => `${failed} of ${total} responses were server errors: ${codes}`,
    hint: () =>
      `See the service's log. A script that wants them says so: expect: { statusCode: 503 } with config.plugins.expect. ${switchOff("server-errors")}`,
    example: { failed: 4, total: 4, codes: "500 4" },
  }),
  CLIENT_ERRORS: describeError<{ readonly total: number; readonly codes: string }>({
    exitCode: exitCodes.failed,
    summary: "A warning: every response was a 4xx, and the script judges no status code.",
    message: ({ total, codes }) =>
      `All ${total} responses were client errors, and nothing judges them: ${codes}`,
    hint: () =>
      "Look at the paths and the credentials of the script, or say what it wants: expect: { statusCode: 404 } with config.plugins.expect.",
    example: { total: 2, codes: "404 2" },
  }),
  MISSING_PLUGIN: describeError<Names>({
    exitCode: exitCodes.failed,
    summary:
      "Artillery could not load a plugin of the script and went on without it (policy missing-plugin).",
    message: ({ names }) => `Artillery went on without ${names.join(", ")}, which it could not load`,
    hint: ({ names }) =>
      `Correct the name in config.plugins, or install ${names.map((name) => `artillery-plugin-${name}`).join(", ")} beside Artillery. ${switchOff("missing-plugin")}`,
    example: { names: ["expct"] },
  }),
  UNCHECKED_ASSERTIONS: describeError<Unchecked>({
    exitCode: exitCodes.failed,
    summary: "The script has assertions that nothing checked (policy unchecked-assertions).",
    message: ({ assertion, loaded, names }) => {
      if (!loaded) return `The script uses ${assertion}, but its plugin was not there to check it`;
      return names === undefined
        ? `The script uses ${assertion}, but not a single one of its assertions was checked`
        : `Nothing checked this of ${assertion}: ${names}`;
    },
    hint: (data) => `${adviceForUnchecked(data)} ${switchOff("unchecked-assertions")}`,
    example: { assertion: "expect", loaded: false },
  }),
  UNKNOWN_ENVIRONMENT: describeError<{ readonly environment: string; readonly known: readonly string[] }>({
    exitCode: exitCodes.failed,
    summary:
      "The environment that was asked for is none of the script's (policy unknown-environment); a warning when the script has none at all.",
    message: ({ environment, known }) =>
      `The script has no environment ${environment}${known.length === 0 ? "; it has none at all" : `, only ${known.join(", ")}`}`,
    hint: () => `Correct --env, or add it to config.environments. ${switchOff("unknown-environment")}`,
    example: { environment: "staging", known: ["production"] },
  }),
  EMPTY_PAYLOAD: describeError<Names>({
    exitCode: exitCodes.failed,
    summary: "A payload has no rows, so that its variables have no value (policy empty-payload).",
    message: ({ names }) => `No rows in ${names.join(", ")}: the variables of the payload have no value`,
    hint: () =>
      `Look into the file, and whether skipHeader leaves anything of it. ${switchOff("empty-payload")}`,
    example: { names: ["users.csv"] },
  }),
  UNDEFINED_FUNCTION: describeError<{ readonly names: string }>({
    exitCode: exitCodes.failed,
    summary:
      "The script calls functions that its processor does not have, and Artillery goes on without them (policy undefined-function).",
    message: ({ names }) => `The processor does not have ${names}`,
    hint: () =>
      `Correct the name, or export the function from the file that config.processor names. ${switchOff("undefined-function")}`,
    example: { names: 'sign (beforeRequest of "buy")' },
  }),
  UNKNOWN_VERB: describeError<Names>({
    exitCode: exitCodes.failed,
    summary: "A step begins with a word that no engine knows (policy unknown-verb).",
    message: ({ names }) => `Artillery does not know ${names.join(", ")}, and sends it as an HTTP method`,
    hint: () => `Correct the step: get, post, put, patch, delete, think, … ${switchOff("unknown-verb")}`,
    example: { names: ["login: gett"] },
  }),
  RESULT_MISMATCH: describeError<{ readonly differences: readonly string[] }>({
    exitCode: exitCodes.failed,
    summary: "The results as they came and Artillery's own file differ (policy result-mismatch).",
    message: ({ differences }) => `The results disagree with Artillery's own file: ${differences.join("; ")}`,
    hint: () =>
      `Look for a plugin that changes metrics, and for a full disk. ${switchOff("result-mismatch")}`,
    example: { differences: ["http.requests: 12 as they came, 10 in the file"] },
  }),
};
