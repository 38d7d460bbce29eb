import { Secret } from "@testcar/core";
import * as v from "valibot";
import { findInjection, suggestList } from "./shell.ts";
import { headersOf, placeholderDescriptions, unknownPlaceholders } from "./template.ts";

const NO_SECRET =
  "A secret cannot stand here: every process of the machine can read arguments. Put it into env, or into a file with inputs";

const NO_HEADER =
  "A header cannot stand here: every process of the machine can read arguments. Put it into env, or into a file with inputs";

const known = Object.keys(placeholderDescriptions)
  .map((name) => `{${name}}`)
  .join(", ");

const unknown = (text: string): string =>
  `unknown placeholder ${unknownPlaceholders(text).join(", ")}. Known are ${known}, and in env and inputs {header:NAME}; {{ is a brace`;

export const knowsPlaceholders = v.check<string, (issue: { readonly input: string }) => string>(
  (text) => unknownPlaceholders(text).length === 0,
  ({ input }) => unknown(input),
);

/** A text with placeholders. */
const template = v.pipe(v.string(), knowsPlaceholders);

/** A text with placeholders that others may read. */
const publicTemplate = v.pipe(
  v.unknown(),
  v.title("string"),
  v.check((value) => !(value instanceof Secret), NO_SECRET),
  v.string(),
  knowsPlaceholders,
  v.check((text) => headersOf(text).size === 0, NO_HEADER),
  v.check((text) => !text.includes("\0"), "An argument cannot hold a NUL character"),
);

export const oneOrMore = <const Item extends v.GenericSchema<unknown, string>>(
  item: Item,
  description: string,
) =>
  v.optional(
    v.pipe(
      v.union([item, v.pipe(v.array(item), v.minLength(1))], "Expected a pattern, or a list of patterns"),
      v.description(description),
      v.transform((value) => [value].flat()),
    ),
  );

export const pattern = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((text) => !text.startsWith("/"), "Expected a pattern relative to the tests directory"),
);

const A_LIST = ({ input }: { readonly input: unknown }): string =>
  typeof input === "string"
    ? `Expected a list, as no shell takes a text apart. Write ${suggestList(input)}`
    : "Expected a list: the program, then its arguments";

const BRACES_OF_CODE =
  'A file\'s name would become part of a program here, whatever it holds. Give it as an argument: [sh, -c, \'cat "$1"\', sh, "{file}"]';

export const command = v.pipe(
  v.array(publicTemplate, A_LIST),
  v.minLength(1, "Expected a program"),
  v.check(([program]) => program !== "", "Expected a program"),
  v.check((words) => findInjection(words) === -1, BRACES_OF_CODE),
  v.description(
    "The program and its arguments, started without a shell. A name without a slash is looked for in node_modules/.bin from the configuration's directory upwards, then in PATH; a relative path starts at the configuration's directory.",
  ),
);

export const A_REPORT =
  "Expected a path that begins with {work}/, so that neither an older report counts nor that of another test";

export const isInWork = (text: string): boolean =>
  text.startsWith("{work}/") && !/(?:^|\/)\.\.(?:\/|$)/.test(text);

export const variables = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, "Expected the name of an environment variable")),
  v.union(
    [template, v.instance(Secret)],
    "Expected a text, or ${env:NAME} or ${file:PATH}; known placeholders are " +
      `${known} and {header:NAME}, and {{ is a brace`,
  ),
);

/** Every text in some data: of a file that a command reads. */
export function* textsIn(data: unknown): Generator<string> {
  if (typeof data === "string") yield data;
  else if (typeof data === "object" && data !== null && !(data instanceof Secret))
    for (const member of Object.values(data)) yield* textsIn(member);
}

export const inputs = v.record(
  v.pipe(v.string(), v.regex(/^\w[\w.-]*$/, "Expected the name of a file, without a directory")),
  v.pipe(
    v.union(
      [v.string(), v.instance(Secret), v.record(v.string(), v.unknown()), v.array(v.unknown())],
      "Expected a text, or data to be written as JSON",
    ),
    v.check(
      (data) => [...textsIn(data)].every((text) => unknownPlaceholders(text).length === 0),
      ({ input }) => unknown([...textsIn(input)].join("")),
    ),
  ),
);
