/** @import { Outcome, TestReport } from "@testcar/core" */

/** @param {string} text */
const oneLine = (text) => text.replaceAll(/\s+/g, " ").trim();

/** @param {TestReport} report */
function lineOf({ test, status, reasons }) {
  const [reason] = reasons;
  return `${status.padEnd(11)} ${test.name}${reason === undefined ? "" : `: ${oneLine(reason.message)}`}\n`;
}

/**
 * The run in words: its outcome, then a line for each test. There may be none: something went wrong before.
 *
 * @param {Outcome} outcome
 * @param {readonly TestReport[]} tests
 */
export const summaryOf = ({ verdict, reason }, tests) =>
  `${verdict}: ${oneLine(reason)}\n\n${tests.map(lineOf).join("")}`;
