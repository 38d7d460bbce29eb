import type { Observation, Subject } from "../observe.ts";
import type { Applied } from "../spy.ts";
import { at, Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

function appliedOf(
  { plugin }: Subject,
  { applied, problems }: Pick<Observation, "applied" | "problems">,
): Applied {
  if (applied !== undefined) return applied;
  const why = problems.map(({ message }) => message).join("; ");
  throw new Violation(
    `${plugin.name} could not be applied${why === "" ? "" : `: ${why}`}`,
    "Let apply take the validOptions, tap its hooks, and throw nothing.",
  );
}

/** `testcar validate` and `list` apply plugins as well, and touch nothing. */
export const appliesPurely: Rule = {
  name: "is applied at once, without input or output",
  check: async (subject) => {
    const { name } = subject.plugin;
    const { result, sightings } = appliedOf(subject, await subject.atWork());
    if (result !== undefined) {
      throw new Violation(
        `apply of ${name} returns ${result instanceof Promise ? "a promise" : typeof result}, which nobody waits for`,
        "Return nothing, and do what takes time in preflight or execute.",
      );
    }
    const [first] = sightings;
    if (first === undefined) return;
    throw new Violation(
      `apply of ${name} starts ${first.what}${at(first.place)}`,
      "Only tap hooks in apply: testcar validate applies plugins as well. Do the rest in a tap.",
    );
  },
};

/** Failures and durations are told by the names of taps. */
export const tapsUnderItsName: Rule = {
  name: "taps hooks under its own name",
  check: async (subject) => {
    const { name } = subject.plugin;
    const { taps } = appliedOf(subject, await subject.atWork());
    const other = taps.find((tap) => tap.name !== name);
    if (other !== undefined) {
      throw new Violation(
        `${name} taps ${other.hook} under the name ${other.name}: its failures would be looked for there`,
        `Tap it as "${name}".`,
      );
    }
    if (taps.length === 0)
      throw new Violation(`${name} taps no hook: it does nothing`, "Tap one in apply, before it returns.");
    const wanted = subject.cases.taps;
    if (wanted === undefined) return;
    const seen = taps.map(({ hook }) => hook);
    const missing = wanted.find((hook) => !seen.includes(hook));
    const surplus = seen.find((hook) => !wanted.includes(hook));
    if (missing === undefined && surplus === undefined) return;
    throw new Violation(
      missing === undefined
        ? `${name} taps ${surplus}, which its cases do not name`
        : `${name} does not tap ${missing}`,
      `It taps ${seen.join(", ")}. Correct apply, or the taps of the cases.`,
    );
  },
};
