/** Every policy, with what it objects to when a command exits with 0. */
export const policyDescriptions = {
  "reported-failures": "The report has cases that failed.",
  "nothing-ran": "The report has no case, or all of them were skipped.",
  "no-report": "The report that junit or tap names is missing or cannot be read.",
} as const;

/** Name of a policy. */
export type PolicyName = keyof typeof policyDescriptions;

const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(policyDescriptions, name);

/** Names of the policies, the most important first. */
export const policyNames: readonly PolicyName[] = Object.keys(policyDescriptions).filter(isPolicyName);
