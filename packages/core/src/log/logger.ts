/** Levels of diagnostics, the most urgent first. */
export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;

/** A level of diagnostics; `silent` prints nothing. */
export type LogLevel = (typeof logLevels)[number];

/** Facts that go with a message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes diagnostics to stderr. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /** A logger whose lines carry these fields too. */
  child(fields: LogFields): Logger;
}
