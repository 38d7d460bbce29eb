import { defineErrors, describeError, exitCodes } from "@testcar/core";

/** Every problem that the plugin names. */
export const errors = defineErrors("JUNIT", {
  NOT_WRITTEN: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode: exitCodes.reporter,
    summary:
      "The JUnit report cannot be written. Whoever reads it finds none, not even that of an earlier run.",
    message: ({ path, reason }) => `The JUnit report ${path} cannot be written: ${reason}`,
    hint: () =>
      "Name a place that the agent's user may write to with the option file; in a pod, a volume of its own.",
    example: { path: "/srv/reports/testcar-junit.xml", reason: "permission denied" },
  }),
});
