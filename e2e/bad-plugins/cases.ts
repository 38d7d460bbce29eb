import { fileURLToPath } from "node:url";

/** A plugin that breaks the rules, and what has to come of it. */
export interface BadPluginCase {
  /** The fixture, or the name that the configuration has. */
  readonly plugin: string;
  /** What it does, for the page. */
  readonly does: string;
  /** The plugins of the configuration; `CASES` stands for a good runner of `*.case` files. */
  readonly plugins: readonly unknown[];
  readonly config?: object;
  /** Whether one of the two tests fails. */
  readonly failing?: boolean;
  readonly verdict: string | null;
  /** Code of a reason of the run or of a test; what stderr says when there is none. */
  readonly code?: string;
  /** What has to be said somewhere: by default, the plugin's name. */
  readonly says?: string;
}

const CASES = fileURLToPath(new URL("../../examples/custom-runner/my-runner.ts", import.meta.url));
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/plugins/${name}.ts`, import.meta.url));

/** Beside a good runner, alone with options, or with a good runner and options. */
const beside = (name: string, options?: object) => ({
  plugin: name,
  plugins: [CASES, options === undefined ? fixture(name) : [fixture(name), options]],
});
const alone = (name: string, options: object) => ({ plugin: name, plugins: [[fixture(name), options]] });

const discovers = (what: string, code = "TESTCAR_PLUGIN_BAD_SUITE") => ({
  ...beside("discovers", { what }),
  does: `gives back ${what} from discover`,
  verdict: "error",
  code,
});
const results = (what: string) => ({
  ...alone("results", { what }),
  does: `runs tests, and gives back ${what}`,
  verdict: "error",
  code: "TESTCAR_PLUGIN_BAD_RESULT",
});
const crashes = (name: string, stage: string, does: string) => ({
  ...(stage === "execute" ? alone(name, { in: stage }) : beside(name, { in: stage })),
  does: `${does} in ${stage}`,
  verdict: "error",
  code: "TESTCAR_PLUGIN_CRASHED",
});

/** Every bad plugin, in the order of the stages. */
export const cases: readonly BadPluginCase[] = [
  {
    plugin: "no-such-runner",
    plugins: [CASES, "no-such-runner"],
    does: "is not installed",
    verdict: "error",
    code: "TESTCAR_PLUGIN_NOT_FOUND",
  },
  {
    ...beside("newer-api"),
    does: "is written for a newer plugin API",
    verdict: "error",
    code: "TESTCAR_PLUGIN_API_VERSION",
  },
  {
    ...beside("older-api"),
    does: "is written for an older plugin API",
    verdict: "error",
    code: "TESTCAR_PLUGIN_API_VERSION",
  },
  {
    ...beside("exports-nothing"),
    does: "exports nothing",
    verdict: "error",
    code: "TESTCAR_PLUGIN_NOT_A_PLUGIN",
  },
  {
    ...beside("exports-a-function"),
    does: "exports a function",
    verdict: "error",
    code: "TESTCAR_PLUGIN_NOT_A_PLUGIN",
  },
  {
    ...beside("throws-when-imported"),
    does: "throws while it is loaded",
    verdict: "error",
    code: "TESTCAR_PLUGIN_BROKEN",
  },
  {
    ...beside("hangs-when-imported"),
    does: "is never loaded to its end",
    config: { timeout: "2s" },
    verdict: "error",
    code: "TESTCAR_PLUGIN_BROKEN",
  },
  {
    ...beside("exits-when-imported"),
    does: "ends the process while it is loaded",
    verdict: "error",
    code: "TESTCAR_PLUGIN_BROKEN",
  },
  {
    plugin: "two of one name",
    plugins: [CASES, [fixture("throws"), { in: "report" }], [fixture("throws"), { in: "report" }]],
    does: "stands in the configuration twice",
    verdict: "error",
    code: "TESTCAR_PLUGIN_TWICE",
    says: "throws",
  },
  {
    ...beside("named-as-the-reporter"),
    does: "takes the name of the reporter that is built in, and tells nothing",
    verdict: "error",
    code: "TESTCAR_PLUGIN_NAME_TAKEN",
  },
  {
    ...beside("throws-in-needs"),
    does: "throws when it is asked for the credentials that it needs",
    verdict: "error",
    code: "TESTCAR_PLUGIN_FAILED",
  },
  {
    plugin: "provides",
    plugins: [CASES, [fixture("provides"), { declared: "a" }], [fixture("provides"), { declared: "a" }]],
    does: "provides a credential that another one provides",
    verdict: "error",
    code: "TESTCAR_PLUGIN_PROVIDER_TWICE",
  },
  {
    ...beside("provides", { declared: "a", needed: "b" }),
    does: "needs a credential that nobody provides",
    verdict: "error",
    code: "TESTCAR_PLUGIN_PROVIDER_MISSING",
  },
  {
    ...beside("throws", { in: "apply" }),
    does: "throws in apply",
    verdict: "error",
    code: "TESTCAR_PLUGIN_FAILED",
  },
  {
    ...beside("applies-asynchronously"),
    does: "returns a promise from apply",
    verdict: "error",
    code: "TESTCAR_PLUGIN_FAILED",
  },
  {
    ...beside("another-case-runner"),
    does: "takes the runner name of another plugin",
    verdict: "error",
    code: "TESTCAR_PLUGIN_RUNNER_TWICE",
  },
  crashes("exits", "apply", "calls process.exit(0)"),
  discovers("nothing"),
  discovers("an empty suite"),
  discovers("tests of another runner"),
  discovers("a test twice"),
  { ...discovers("a test of a runner that is not there", "TESTCAR_RUN_NO_RUNNER"), says: "nobody" },
  {
    ...beside("changes-its-input", { in: "discover" }),
    does: "takes the failing test out of the suite that it gets",
    failing: true,
    verdict: "error",
    code: "TESTCAR_PLUGIN_FAILED",
  },
  {
    ...beside("throws", { in: "preflight" }),
    does: "throws in preflight",
    verdict: "error",
    code: "TESTCAR_PLUGIN_PREFLIGHT_FAILED",
  },
  {
    ...beside("hangs", { in: "preflight" }),
    does: "never ends preflight, and heeds no signal",
    config: { timeout: "2s" },
    verdict: "timed-out",
    code: "TESTCAR_PLUGIN_HUNG",
  },
  {
    ...beside("blocks", { in: "preflight" }),
    does: "blocks the process for 3 s, and the run's time is up",
    config: { timeout: "2s" },
    verdict: "timed-out",
    code: "TESTCAR_RUN_TIMED_OUT",
    says: "time",
  },
  {
    ...beside("provides", { declared: "a" }),
    does: "does not provide what it has declared",
    verdict: "error",
    code: "TESTCAR_CREDENTIAL_NOT_PROVIDED",
  },
  {
    ...beside("provides", { declared: "a", provided: "b" }),
    does: "provides what it has not declared",
    verdict: "error",
    code: "TESTCAR_CREDENTIAL_UNDECLARED",
  },
  crashes("rejects-later", "preflight", "leaves a promise that is rejected"),
  crashes("throws-later", "preflight", "throws in a timer"),
  {
    ...alone("throws", { in: "execute" }),
    does: "throws when it runs a test",
    verdict: "error",
    code: "TESTCAR_PLUGIN_FAILED",
  },
  {
    ...alone("hangs", { in: "execute" }),
    does: "never ends a test, and heeds no signal",
    config: { testTimeout: "1s" },
    verdict: "timed-out",
    code: "TESTCAR_PLUGIN_HUNG",
  },
  results("nothing"),
  results("a pass with exit code 3"),
  results("a pass with a reason against it"),
  results("a failure with exit code 0"),
  results("a failure without a reason"),
  results("a word that is no status"),
  results("skipped"),
  {
    ...results("a pass when it was stopped"),
    config: { testTimeout: "1s" },
    verdict: "timed-out",
    code: "TESTCAR_RUN_TIMED_OUT",
    says: "time",
  },
  crashes("exits", "execute", "calls process.exit(0)"),
  { ...alone("kills-the-agent", { in: "execute" }), does: "kills the agent", verdict: null, says: "" },
  { ...beside("floods-log", { in: "preflight" }), does: "logs 50,000 lines", verdict: "passed" },
  {
    ...beside("prints", { in: "preflight" }),
    does: "prints to stdout, and half a record",
    verdict: "passed",
    says: "printed by the plugin",
  },
  {
    ...beside("leaks-handle", { in: "preflight" }),
    does: "leaves a timer and a server open",
    verdict: "passed",
    says: "",
  },
  {
    ...beside("throws", { in: "progress" }),
    does: "throws whenever something is told live",
    verdict: "passed",
  },
  {
    ...beside("changes-its-input", { in: "progress" }),
    does: "calls a failed test passed when it is told live",
    failing: true,
    verdict: "failed",
  },
  {
    ...beside("changes-its-input", { in: "report" }),
    does: "calls a failed run passed when it is reported",
    failing: true,
    verdict: "failed",
  },
  { ...beside("throws", { in: "report" }), does: "throws when it reports", verdict: "passed" },
  {
    ...beside("throws", { in: "report" }),
    does: "throws when it reports, and is required",
    config: { requiredReporters: ["throws"] },
    verdict: "error",
    code: "TESTCAR_RUN_REPORTER_FAILED",
  },
  {
    ...beside("exits", { in: "report" }),
    does: "calls process.exit(0) when it reports",
    verdict: "error",
    code: "TESTCAR_PLUGIN_CRASHED",
  },
  {
    ...beside("throws-after-the-report"),
    does: "throws when the verdict has been told",
    verdict: "passed",
    says: "thrown after the report",
  },
  {
    ...beside("forges-a-record"),
    does: "prints the last record of a passed run behind the real one",
    failing: true,
    verdict: null,
    says: "",
  },
  {
    ...beside("sets-exit-code", { in: "report" }),
    does: "sets the exit code to 0, again when the process ends",
    failing: true,
    verdict: "failed",
    says: "",
  },
];
