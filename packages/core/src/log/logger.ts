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

/**
 * Bytes of diagnostics that a container's log gets: with the records it stays below 1 MiB, above which the Kubernetes API
 * may give back nothing.
 */
export const MAX_LOG_BYTES = 32 * 1024;

/** What a logger needs. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  readonly now: () => Date;
  /** Masks secrets: every line passes through it last, so that no form of a field can slip by. */
  readonly mask: (line: string) => string;
}

/** Makes the logger of a run. Its library is loaded with the first line that is really written: most runs write none. */
export function createLogger({ level, stream, isTerminal, now, mask }: LoggerOptions): RootLogger {
  let written: Promise<void> = Promise.resolve();
  let sink: ((line: LogLine) => void) | undefined;
  let bytes = 0;
  let leftOut = 0;

  // A terminal keeps no log that could grow too large.
  const hasRoom = (size: number): boolean => {
    bytes += size;
    if (isTerminal || bytes <= MAX_LOG_BYTES) return true;
    leftOut += 1;
    return false;
  };
  const write = async (line: LogLine): Promise<void> => {
    const { openWinston } = await import("./winston.ts");
    sink ??= openWinston({ stream, isTerminal, mask, hasRoom });
    try {
      sink(line);
    } catch {
      // A field that cannot be written must not take its message with it, nor the lines that follow.
      sink({ ...line, fields: {} });
    }
  };
  const time = (): string => now().toISOString();
  const declareCut = async (): Promise<void> => {
    if (leftOut === 0) return;
    const message = `${leftOut} more lines of diagnostics are left out: the log has to stay small`;
    leftOut = 0;
    bytes = 0;
    await write({ level: "warn", message, time: time(), fields: {} });
    bytes = MAX_LOG_BYTES;
  };

  const log = (lineLevel: LogLevel, message: string, fields: LogFields): void => {
    if (logLevels.indexOf(lineLevel) > logLevels.indexOf(level)) return;
    const line = { level: lineLevel, message, time: time(), fields: { ...fields } };
    written = written.then(() => write(line));
  };

  const logger = (own: LogFields): Logger => ({
    error: (message, fields) => log("error", message, { ...own, ...fields }),
    warn: (message, fields) => log("warn", message, { ...own, ...fields }),
    info: (message, fields) => log("info", message, { ...own, ...fields }),
    debug: (message, fields) => log("debug", message, { ...own, ...fields }),
    child: (fields) => logger({ ...own, ...fields }),
  });
  return { ...logger({}), flush: () => written.then(declareCut) };
}
