import { defineErrors, describeError, exitCodes } from "@testcar/core";

/** What can go wrong, each with what to do about it. `testcar explain` shows them. */
export const errors = defineErrors("__AREA__", {
  EMPTY: describeError<{ test: string }>({
    exitCode: exitCodes.runner,
    summary: "A test has no command.",
    message: ({ test }) => `${test} has no command`,
    hint: () => "Write one command a line.",
    example: { test: "orders.check" },
  }),
  FAILED: describeError<{ command: string; ending: string }>({
    exitCode: exitCodes.failed,
    summary: "A command ended with another exit code than 0.",
    message: ({ command, ending }) => `${command} ended with ${ending}`,
    hint: () => "The last lines that the test printed say why.",
    example: { command: "node orders.js", ending: "exit code 1" },
  }),
});
