import { defineErrors, describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.configuration;

/** What `testcar init` refuses. */
export const initErrors = defineErrors("INIT", {
  EXISTS: describeError<{ file: string }>({
    exitCode,
    summary: "There is a configuration already, which testcar init does not replace by itself.",
    message: ({ file }) => `There is a configuration already: ${file}`,
    hint: () => "Keep it, or replace it by testcar init --force. testcar init --dry-run shows the new one.",
    example: { file: "testcar.config.yaml" },
  }),
  ANOTHER: describeError<{ file: string; wanted: string }>({
    exitCode,
    summary: "There is a configuration of another name, and two in one folder are an error.",
    message: ({ file, wanted }) => `${wanted} would be the second configuration beside ${file}`,
    hint: ({ file }) =>
      `Take ${file} away first, or keep it. testcar init --dry-run shows what the new one would be.`,
    example: { file: ".testcarrc", wanted: "testcar.config.yaml" },
  }),
  UNWRITABLE: describeError<{ file: string; reason: string }>({
    exitCode,
    summary: "The new configuration cannot be written.",
    message: ({ file, reason }) => `Cannot write ${file}: ${reason}`,
    hint: () => "Make the folder writable, or save what testcar init --dry-run prints.",
    example: { file: "testcar.config.yaml", reason: "permission denied" },
  }),
});
