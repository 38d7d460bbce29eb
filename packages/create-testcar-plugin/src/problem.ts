/** Something that the user has to put right. */
export interface Problem {
  /** What is wrong, and where. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

const harmless = (text: string): string => text.replace(/\p{Cc}/gu, " ");

/** Problems for people, each with what to do. Ends with a line feed. */
export const renderProblems = (problems: readonly Problem[]): string =>
  problems
    .map(({ message, hint }) => `create-testcar-plugin: ${harmless(message)}\n  → ${harmless(hint)}\n`)
    .join("");
