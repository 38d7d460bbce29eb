/** What a placeholder may stand for, with its meaning. */
export const placeholderDescriptions = {
  file: "Absolute path of the test's file, so that no name can be taken for an option.",
  name: "The test's name: its path in the tests directory, with `./` before one that begins with a dash; or the command's name.",
  target: "The target's URL.",
  tests: "Absolute path of the tests directory, which may be read-only.",
  work: "Absolute path of an empty, private, writable directory of this test, removed after the run.",
  environment: "The environment that was asked for (`--env`).",
} as const;

/** Name of a placeholder. */
export type Placeholder = keyof typeof placeholderDescriptions;

/** What placeholders stand for in one test; a member that the run has nothing for is missing. */
export type Values = Readonly<Partial<Record<Placeholder, string>>>;

/** A piece of a template. `header` is the name of a header, in lower case. */
type Part = string | { readonly placeholder: Placeholder } | { readonly header: string };

// "{{" and "}}" are literal braces. Whatever else is in braces has to be known.
const BRACES = /\{\{|\}\}|\{([^{}]*)\}|\{/g;
const HEADER = /^header:([!#$%&'*+.^_`|~\w-]+)$/;

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholderDescriptions, name);

function partOf(name: string | undefined): Exclude<Part, string> | undefined {
  if (name === undefined) return undefined;
  if (isPlaceholder(name)) return { placeholder: name };
  const [, header] = HEADER.exec(name) ?? [];
  return header === undefined ? undefined : { header: header.toLowerCase() };
}

function* parse(text: string): Generator<Part | { readonly unknown: string }> {
  let end = 0;
  for (const match of text.matchAll(BRACES)) {
    if (match.index > end) yield text.slice(end, match.index);
    end = match.index + match[0].length;
    const [braces, name] = match;
    if (braces === "{{" || braces === "}}") yield braces.slice(1);
    else yield partOf(name) ?? { unknown: braces };
  }
  if (end < text.length) yield text.slice(end);
}

/** What in the text is in braces and no placeholder. */
export const unknownPlaceholders = (text: string): readonly string[] =>
  [...parse(text)].flatMap((part) => (typeof part === "object" && "unknown" in part ? [part.unknown] : []));

/** Placeholders of a text. */
export const placeholdersOf = (text: string): ReadonlySet<Placeholder> =>
  new Set(
    [...parse(text)].flatMap((part) =>
      typeof part === "object" && "placeholder" in part ? [part.placeholder] : [],
    ),
  );

/** Names of the headers that a text asks for, in lower case. */
export const headersOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...parse(text)].flatMap((part) => (typeof part === "object" && "header" in part ? [part.header] : [])),
  );

/** Puts values into the places for them. What has no value is told before a test runs, and left empty here. */
export function expand(text: string, values: Values, headers: Readonly<Record<string, string>> = {}): string {
  let result = "";
  for (const part of parse(text)) {
    if (typeof part === "string") result += part;
    else if ("placeholder" in part) result += values[part.placeholder] ?? "";
    else if ("header" in part) result += headers[part.header] ?? "";
    else result += part.unknown;
  }
  return result;
}
