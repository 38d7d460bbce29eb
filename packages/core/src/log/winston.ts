import { types } from "node:util";
import { createLogger as createWinston, format, transports } from "winston";
import { reasonOf } from "../errors/reason.ts";
import type { LogLevel } from "./logger.ts";

/** One line of diagnostics. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly time: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

// Masks each text before line ends in it are escaped, which would hide a secret that they take apart, and the whole line last.
type Mask = (text: string) => string;

// C0 and C1 controls could move a terminal's cursor or fake a line.
const harmless = (text: string): string =>
  text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );

const plain = (mask: Mask) =>
  format.printf(({ level, message, plugin, test }) => {
    const about = [plugin, test].filter((part) => typeof part === "string").join(" ");
    return harmless(`testcar: ${level}: ${about === "" ? "" : `${about}: `}${mask(String(message))}`);
  });

// JSON leaves C1 controls and DEL as they are; a terminal that shows the log would not.
const escapeRest = (line: string): string =>
  line.replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );

const json = (mask: Mask) =>
  format.json({
    replacer: (_key: string, value: unknown) => {
      const told = types.isNativeError(value) ? reasonOf(value) : value;
      return typeof told === "string" ? mask(told) : told;
    },
  });

// Where winston keeps the finished line.
const LINE = Symbol.for("message");

/** What winston needs. */
export interface WinstonOptions {
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  readonly mask: Mask;
  /** Tells whether a line of so many bytes may be written. */
  readonly hasRoom: (bytes: number) => boolean;
}

/** Opens winston on a stream: one JSON object a line for machines, plain lines for people. */
export function openWinston({ stream, isTerminal, mask, hasRoom }: WinstonOptions): (line: LogLine) => void {
  const masked = format((info) => {
    const line = escapeRest(mask(String(info[LINE])));
    info[LINE] = line;
    return hasRoom(Buffer.byteLength(line) + 1) ? info : false;
  });
  // Diagnostics that nobody reads are no reason to stop.
  stream.on("error", () => undefined);
  const logger = createWinston({
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    level: "debug",
    format: format.combine(isTerminal ? plain(mask) : json(mask), masked()),
    transports: [new transports.Stream({ stream })],
  });
  return ({ level, message, time, fields }) => void logger.log({ ...fields, level, message, time });
}
