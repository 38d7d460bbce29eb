/** Every policy, with what it objects to when Artillery exits with 0. */
export const policyDescriptions = {
  unfinished: "Artillery exited before its test came to its end.",
  "request-errors":
    "Requests or virtual users failed, unless the script judges errors by ensure with its plugin.",
  "nothing-completed": "No virtual user completed its scenario.",
  "nothing-sent": "Virtual users completed their scenarios, but nothing was sent.",
  "server-errors": "Every response was a 5xx, unless the script judges status codes.",
  "failed-expectations": "Expectations, or conditions of ensure that are not optional, failed.",
  "missing-plugin": "A plugin of the script could not be loaded.",
  "unchecked-assertions": "The script uses ensure or expect, and nothing checked it, or some of it.",
  "empty-payload": "A payload has no rows, so that its variables have no value.",
  "unknown-environment": "The script has environments, but not the one that was asked for.",
  "undefined-function": "The script calls a function that its processor does not have.",
  "unknown-verb": "A step begins with a word that no engine knows.",
  "result-mismatch": "The results disagree with Artillery's own file.",
} as const;

/** Name of a policy. */
export type PolicyName = keyof typeof policyDescriptions;

const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(policyDescriptions, name);

/** Names of the policies, the most important first. */
export const policyNames: readonly PolicyName[] = Object.keys(policyDescriptions).filter(isPolicyName);
