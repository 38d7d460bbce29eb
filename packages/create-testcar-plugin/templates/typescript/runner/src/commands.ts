/** A line of a test. */
export interface Command {
  readonly line: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** The commands of a test: one a line, words apart by blanks, as no shell reads them. `#` starts a comment. */
export function parseCommands(text: string): readonly Command[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [program = "", ...args] = line.split(/\s+/);
      return { line, program, args };
    });
}
