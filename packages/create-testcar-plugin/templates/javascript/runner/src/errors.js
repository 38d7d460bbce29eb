import { defineErrors, exitCodes } from "@testcar/core";

/** @import { ErrorDefinition } from "@testcar/core" */

/** @type {ErrorDefinition<{ readonly test: string }>} */
const empty = {
  exitCode: exitCodes.runner,
  summary: "A test has no command.",
  message: ({ test }) => `${test} has no command`,
  hint: () => "Write one command a line.",
  example: { test: "orders.check" },
};

/** @type {ErrorDefinition<{ readonly command: string, readonly ending: string }>} */
const failed = {
  exitCode: exitCodes.failed,
  summary: "A command ended with another exit code than 0.",
  message: ({ command, ending }) => `${command} ended with ${ending}`,
  hint: () => "The last lines that the test printed say why.",
  example: { command: "node orders.js", ending: "exit code 1" },
};

/** What can go wrong, each with what to do about it. `testcar explain` shows them. */
export const errors = defineErrors("__AREA__", { EMPTY: empty, FAILED: failed });
