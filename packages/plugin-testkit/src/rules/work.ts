import { observe } from "../observe.ts";
import { Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

const GENERIC = new Set([
  "TESTCAR_PLUGIN_FAILED",
  "TESTCAR_PLUGIN_PREFLIGHT_FAILED",
  "TESTCAR_RUN_REPORTER_FAILED",
  "TESTCAR_PLUGIN_CRASHED",
  "TESTCAR_RUN_INTERNAL",
]);

/** What core logs of taps whose failure changes no verdict. */
const GUARD = /^The (?:plugin|reporter) \S+ failed/;

/** Of the setting that its author calls a good one. */
export const works: Rule = {
  name: "does its work",
  check: async ({ plugin: { name }, atWork }) => {
    const { outcome, reasons, logs, wanted } = await atWork();
    const isGood = wanted === undefined || wanted === "passed";
    const bad = reasons.find(({ code, plugin }) => plugin === name && (isGood || GENERIC.has(code)));
    const log = logs.find(({ plugin, message }) => plugin === name && GUARD.test(String(message)));
    if (bad !== undefined || log !== undefined) {
      throw new Violation(
        `${name} fails in a setting in which it has to work: ${bad?.message ?? String(log?.["message"])}`,
        "What it gets is read-only, and what it gives is checked: see docs/hooks. Correct it, or the setting works.",
      );
    }
    if (wanted === undefined || outcome.verdict === wanted) return;
    throw new Violation(
      `the run with ${name} is ${outcome.verdict}, and has to be ${wanted}: ${outcome.reason}`,
      "Correct the plugin, or the setting works.",
    );
  },
};

/** The one who is on call has only the message. */
export const explainsFailures: Rule = {
  name: "explains why it cannot do its work",
  applies: ({ cases }) => cases.fails !== undefined,
  check: async ({ plugin, cases }) => {
    const { outcome, reasons } = await observe(plugin, cases, cases.fails);
    const { name } = plugin;
    if (outcome.verdict === "passed") {
      throw new Violation(
        `the run passes although ${name} cannot do its work`,
        "Throw in preflight, or return a result that says failed or error.",
      );
    }
    const own = reasons.filter((reason) => reason.plugin === name || reason.plugin === undefined);
    const generic = own.find(({ code }) => GENERIC.has(code));
    if (generic !== undefined || own.length === 0) {
      throw new Violation(
        `${name} gives no reason of its own: ${(generic ?? outcome.reasons[0])?.message ?? outcome.reason}`,
        "Throw an error of defineErrors: what is wrong, where, and in its hint what to do.",
      );
    }
  },
};

/** A run that has ended says so itself. */
export const leavesTheProcessAlone: Rule = {
  name: "leaves it to the command line to end the process",
  check: async ({ plugin: { name }, atWork }) => {
    const [exit] = (await atWork()).exits;
    if (exit === undefined) return;
    throw new Violation(
      `${name} calls ${exit.what}${exit.place === undefined ? "" : ` (${exit.place})`}`,
      "Throw in place of it: the run ends with a verdict, and is told.",
    );
  },
};
