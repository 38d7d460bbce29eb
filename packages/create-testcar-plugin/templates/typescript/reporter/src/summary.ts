import type { Outcome, TestReport } from "@testcar/core";

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

function lineOf({ test, status, reasons }: TestReport): string {
  const [reason] = reasons;
  return `${status.padEnd(11)} ${test.name}${reason === undefined ? "" : `: ${oneLine(reason.message)}`}\n`;
}

/** The run in words: its outcome, then a line for each test. There may be none: something went wrong before. */
export const summaryOf = ({ verdict, reason }: Outcome, tests: readonly TestReport[]): string =>
  `${verdict}: ${oneLine(reason)}\n\n${tests.map(lineOf).join("")}`;
