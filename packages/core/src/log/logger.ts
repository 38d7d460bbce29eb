import type { LogLine } from "./winston.ts";

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

/** The root of a run's loggers. */
export interface RootLogger extends Logger {
  /** Waits until everything logged so far is handed to the stream. */
  flush(): Promise<void>;
}

/** What a logger needs. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  readonly now: () => Date;
  /** Masks secrets in plain data. */
  readonly mask: <T>(data: T) => T;
}

/** Makes the logger of a run. Its library is loaded with the first line that is really written: most runs write none. */
export function createLogger({ level, stream, isTerminal, now, mask }: LoggerOptions): RootLogger {
  let written: Promise<void> = Promise.resolve();

  const write = async (line: LogLine): Promise<void> => {
    const { openWinston } = await import("./winston.ts");
    sink ??= openWinston(stream, isTerminal);
    sink(line);
  };
  let sink: ((line: LogLine) => void) | undefined;

  const log = (lineLevel: LogLevel, message: string, fields: LogFields): void => {
    if (logLevels.indexOf(lineLevel) > logLevels.indexOf(level)) return;
    const line = mask({ level: lineLevel, message, time: now().toISOString(), fields: { ...fields } });
    written = written.then(() => write(line));
  };

  const logger = (own: LogFields): Logger => ({
    error: (message, fields) => log("error", message, { ...own, ...fields }),
    warn: (message, fields) => log("warn", message, { ...own, ...fields }),
    info: (message, fields) => log("info", message, { ...own, ...fields }),
    debug: (message, fields) => log("debug", message, { ...own, ...fields }),
    child: (fields) => logger({ ...own, ...fields }),
  });
  return { ...logger({}), flush: () => written };
}
