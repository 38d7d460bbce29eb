import { createLogger as createWinston, format, transports } from "winston";
import type { LogLevel } from "./logger.ts";

/** One line of diagnostics. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly time: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

// C0 and C1 controls could move a terminal's cursor or fake a line.
const harmless = (text: string): string =>
  text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );

const plain = format.printf(({ level, message, plugin, test }) => {
  const about = [plugin, test].filter((part) => typeof part === "string").join(" ");
  return harmless(`testcar: ${level}: ${about === "" ? "" : `${about}: `}${String(message)}`);
});

/** Opens winston on a stream: one JSON object a line for machines, plain lines for people. */
export function openWinston(stream: NodeJS.WritableStream, isTerminal: boolean): (line: LogLine) => void {
  const logger = createWinston({
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    level: "debug",
    format: isTerminal ? plain : format.json(),
    transports: [new transports.Stream({ stream })],
  });
  return ({ level, message, time, fields }) => void logger.log({ level, message, time, ...fields });
}
