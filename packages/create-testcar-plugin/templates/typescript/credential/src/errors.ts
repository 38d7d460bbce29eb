import { defineErrors, describeError, exitCodes } from "@testcar/core";

/** What can go wrong, each with what to do about it. `testcar explain` shows them. */
export const errors = defineErrors("__AREA__", {
  NOT_FOR_A_HEADER: describeError<{ header: string }>({
    exitCode: exitCodes.preflight,
    summary: "The key holds something that no header can carry.",
    message: ({ header }) => `The key cannot be sent as the header ${header}`,
    hint: () => "Look whether it has a line end in its midst, or letters beyond Latin-1.",
    example: { header: "x-api-key" },
  }),
});
