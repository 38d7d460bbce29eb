// Control characters, line separators, and what turns the direction of writing: each could make a terminal lie.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from a log, made harmless for a terminal and for one line: `\u001b[31m` becomes the characters `\u{1b}[31m`. */
export const plainText = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
