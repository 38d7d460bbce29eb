import { resolve } from "node:path";
import { TERMINATION_LOG } from "@testcar/core";
import type { Option, Parsed } from "./options.ts";

/** The option of commands that tell the kubelet their last words. */
export const terminationLogOption: Option = {
  value: "FILE",
  help: `gets the last record if it exists (default ${TERMINATION_LOG})`,
};

/** Absolute path of the file that gets the last record. */
export const terminationLogOf = ({ own }: Parsed): string =>
  resolve(own["termination-log"] ?? (process.env["TESTCAR_TERMINATION_LOG"] || TERMINATION_LOG));
