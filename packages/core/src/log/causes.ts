import { types } from "node:util";
import type { Logger } from "./logger.ts";

/** Tells, at the level debug, where errors that were not made by Testcar come from: for a plugin's author. */
export function logCauses(logger: Logger, errors: readonly unknown[]): void {
  for (const error of errors) {
    const cause = types.isNativeError(error) ? (error.cause ?? error) : undefined;
    if (types.isNativeError(cause) && cause.stack !== undefined)
      logger.debug(cause.message, { stack: cause.stack });
  }
}
