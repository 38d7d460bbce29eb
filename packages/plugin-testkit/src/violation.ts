/** A rule that a plugin breaks: what is wrong, where, and what to do. */
export class Violation extends Error {
  override readonly name = "Violation";

  constructor(what: string, advice: string) {
    super(`${what}\n${advice}`);
  }
}

/** The place as the end of a sentence. */
export const at = (place: string | undefined): string => (place === undefined ? "" : ` (${place})`);
