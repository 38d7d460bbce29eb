/**
 * A line of a test.
 *
 * @typedef {object} Command
 * @property {string} line
 * @property {string} program
 * @property {readonly string[]} args
 */

/**
 * The commands of a test: one a line, words apart by blanks, as no shell reads them. `#` starts a comment.
 *
 * @param {string} text
 * @returns {readonly Command[]}
 */
export function parseCommands(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [program = "", ...args] = line.split(/\s+/);
      return { line, program, args };
    });
}
