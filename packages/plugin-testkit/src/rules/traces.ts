import type { JsonLine } from "../harness/harness.ts";
import { secretsIn } from "../harness/secrets.ts";
import { at, Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

/** What core writes in place of a secret. */
const MASK = "[secret]";

/** stdout is for records. */
export const printsNothing: Rule = {
  name: "prints nothing past the hooks",
  check: async ({ plugin: { name }, atWork }) => {
    const [first] = (await atWork()).printed;
    if (first === undefined) return;
    throw new Violation(
      `${name} prints by ${first.by}: ${JSON.stringify(first.text.slice(0, 80))}${at(first.place)}`,
      "Use testcar.logger for diagnostics, context.print for a test's output, and testcar.stdout in a reporter.",
    );
  },
};

/** Masking is for accidents. */
export const keepsSecrets: Rule = {
  name: "keeps secrets out of what it says",
  check: async ({ plugin: { name }, cases, atWork }) => {
    const { logs, reasons: against, warnings, printed, told } = await atWork();
    const reasons = [...against, ...warnings];
    const known = [
      ...secretsIn(cases.validOptions).map((secret) => secret.reveal()),
      ...(cases.secrets ?? []),
    ];
    const everything = `${told}\n${printed.map(({ text }) => text).join("\n")}\n${JSON.stringify(reasons)}`;
    if (known.some((secret) => secret !== "" && everything.includes(secret))) {
      throw new Violation(
        `a run with ${name} shows a secret`,
        "Make each secret one as soon as it is there, with secret() of obtain; from then on it is masked.",
      );
    }
    const ofIt = (line: JsonLine): boolean => line["plugin"] === name;
    const log = logs.filter(ofIt).find((line) => JSON.stringify(line).includes(MASK));
    const reason = reasons.find(
      ({ plugin, ...text }) => plugin === name && JSON.stringify(text).includes(MASK),
    );
    const place = log === undefined ? "a reason" : "a line of its log";
    const text = log === undefined ? reason?.message : JSON.stringify(log["message"]);
    if (text === undefined) return;
    throw new Violation(
      `${name} puts a secret into ${place}; only the masking hides it: ${text}`,
      "Leave it out: say whose it is and how long it lives.",
    );
  },
};

/** What is left open keeps an agent from ending, and costs a pod that holds. */
export const leavesNothingOpen: Rule = {
  name: "leaves nothing open",
  check: async ({ plugin: { name }, atWork }) => {
    const [first] = (await atWork()).left;
    if (first === undefined) return;
    throw new Violation(
      `${name} leaves ${first.what} open${at(first.place)}`,
      "Close it when the stage ends: in finally, when context.signal is aborted, or in close of a credential.",
    );
  },
};
