import type { LogFields, Logger } from "../../src/log/logger.ts";

/** What was logged: level, message, fields. */
export type Logged = readonly [level: string, message: string, fields: LogFields];

/** A logger that keeps what it is given. */
export function keepLog(): { readonly logger: Logger; readonly lines: readonly Logged[] } {
  const lines: Logged[] = [];
  const of = (own: LogFields): Logger => {
    const keep =
      (level: string) =>
      (message: string, fields: LogFields = {}): void =>
        void lines.push([level, message, { ...own, ...fields }]);
    return {
      error: keep("error"),
      warn: keep("warn"),
      info: keep("info"),
      debug: keep("debug"),
      child: (fields) => of({ ...own, ...fields }),
    };
  };
  return { logger: of({}), lines };
}
