/** A comment in TSDoc (https://tsdoc.org), taken apart: its text is Markdown but for the links. */
export interface Comment {
  readonly summary: string;
  readonly remarks: readonly string[];
  readonly params: readonly string[];
  readonly returns: readonly string[];
  readonly throws: readonly string[];
  readonly examples: readonly string[];
}

/** Gives the Markdown of a link: to a page, or to what has that name. */
export type LinkTo = (name: string) => string;

function withLinks(text: string, linkTo: LinkTo): string {
  return text.replaceAll(
    /\{@link ([^}|]+?)\s*(?:\|\s*([^}]+?)\s*)?\}/g,
    (_link, target: string, words?: string) => {
      if (/^https?:/.test(target)) return `[${words ?? target}](${target})`;
      return words === undefined ? linkTo(target) : linkTo(target).replace(/^\[.*?\]/, `[${words}]`);
    },
  );
}

const withoutSigns = (comment: string): readonly string[] =>
  comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/\s*$/, "")
    .split("\n")
    .map((line) => line.replace(/^ \* ?/, ""));

/** Takes a comment apart. */
export function readComment(comment: string, linkTo: LinkTo): Comment {
  const blocks: [tag: string, lines: string[]][] = [["", []]];
  let isCode = false;
  for (const line of withoutSigns(comment)) {
    if (line.startsWith("```")) isCode = !isCode;
    const [, tag, rest = ""] = (isCode ? null : /^@(\w+)\s*(.*)$/.exec(line)) ?? [];
    if (tag === undefined) blocks.at(-1)?.[1].push(line);
    else blocks.push([tag, [rest]]);
  }
  const of = (...tags: readonly string[]): readonly string[] =>
    blocks
      .filter(([tag]) => tags.includes(tag))
      .map(([, lines]) => withLinks(lines.join("\n").trim(), linkTo))
      .filter((text) => text !== "");
  return {
    summary: of("").join("\n"),
    remarks: of("remarks", "see"),
    params: [
      ...of("typeParam").map((text) => text.replace(/^(\S+) - /, "- `<$1>`: ")),
      ...of("param").map((text) => text.replace(/^(\S+) - /, "- `$1`: ")),
    ],
    returns: of("returns"),
    throws: of("throws"),
    examples: of("example"),
  };
}
