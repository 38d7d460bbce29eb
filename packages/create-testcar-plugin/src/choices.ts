/** What a plugin can be, and what is said of it where one is chosen. */
export const kinds = {
  runner: "finds tests of its own kind, and runs them",
  credential: "gets what requests to the service have to carry",
  reporter: "turns a run into something to read",
} as const;

export type Kind = keyof typeof kinds;

/** What a plugin can be written in. */
export const languages = {
  typescript: "run as it is by its tests, and compiled to be published",
  javascript: "with types by JSDoc, published as it is",
} as const;

export type Language = keyof typeof languages;

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text);
