import { code, table } from "../table.ts";
import type { ApiPackage } from "./areas.ts";
import { type Comment, type LinkTo, readComment } from "./comment.ts";
import type { Item, Token } from "./extract.ts";

/** An export; a function with several signatures is several items of one name. */
export interface Export {
  readonly name: string;
  readonly items: readonly [Item, ...Item[]];
}

/** Longer types are what a schema or a catalogue was made of, and tell nobody anything. */
const LONGEST_TYPE = 700;

/** The exports of a package by name: what is in a namespace is for others of our packages alone. */
export function exportsOf(items: readonly Item[]): readonly Export[] {
  const exports = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const { name, kind } = item;
    if (name === undefined || kind === "Namespace") continue;
    const known = exports.get(name);
    if (known === undefined) exports.set(name, [item]);
    else known.push(item);
  }
  return [...exports].map(([name, same]) => ({ name, items: same }));
}

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join("");

/** A declaration as one would write it in a source. */
function signatureOf({ kind, name = "", excerptTokens }: Item): string {
  const text = textOf(excerptTokens)
    .replace(/^export (declare |default )?/, "")
    .replaceAll(/import\("[^"]*"\)\./g, "")
    .replace(/;$/, "")
    .trim();
  const declared = kind === "Variable" || text.startsWith(`${name}:`) ? `const ${text}` : text;
  if (declared.length <= LONGEST_TYPE) return declared;
  const cut = declared.search(/[{<]/);
  return `${declared.slice(0, cut)}${declared[cut] === "{" ? "{ … }" : "<…>"}`;
}

/** The meaning of a member in one cell. */
function cellOf({ summary, remarks, params, returns, throws, examples }: Comment): string {
  const parts = [
    // The extractor says it of every constructor that nobody has said anything of.
    summary.replace(/^Constructs a new instance of the `\w+` class$/, ""),
    ...remarks,
    ...params.map((text) => text.replace(/^- /, "")),
    ...returns.map((text) => `Returns: ${text}`),
    ...throws.map((text) => `Throws: ${text}`),
    ...examples.map(
      (text) =>
        `For example: ${text
          .replaceAll(/^```.*$/gm, "")
          .trim()
          .split("\n")
          .map(code)
          .join("<br>")}`,
    ),
  ];
  return parts.join("<br>").replaceAll(/\n+/g, " ");
}

function memberTable({ members = [] }: Item, linkTo: LinkTo): readonly string[] {
  if (members.length === 0) return [];
  const rows = members.map((member) => {
    const text = textOf(member.excerptTokens)
      .trim()
      .replace(/;$/, "")
      .replace(/^readonly /, "");
    return [code(text.replaceAll(/\s+/g, " ")), cellOf(readComment(member.docComment ?? "", linkTo))];
  });
  return ["", table(["member", "meaning"], rows)];
}

/** Links to what a declaration mentions, but for itself. */
function mentions({ name, items }: Export, linkTo: LinkTo): readonly string[] {
  const tokens = items.flatMap((item) =>
    [item, ...(item.members ?? [])].flatMap(({ excerptTokens }) => excerptTokens),
  );
  const names = tokens
    .filter(
      ({ kind, canonicalReference = "" }) =>
        kind === "Reference" && canonicalReference.startsWith("@testcar/"),
    )
    .map(({ text }) => text.split(".")[0] ?? text);
  const links = [...new Set(names)]
    .filter((other) => other !== name)
    .map(linkTo)
    .filter((link) => link.startsWith("["));
  return links.length === 0 ? [] : ["", `See also ${links.join(", ")}.`];
}

function section(entry: Export, { folder }: ApiPackage, linkTo: LinkTo): string {
  const { name, items } = entry;
  const [{ fileUrlPath = "src/index.ts" }] = items;
  const comments = items.map(({ docComment = "" }) => readComment(docComment, linkTo));
  const all = (part: Exclude<keyof Comment, "summary">): readonly string[] =>
    comments.flatMap((comment) => comment[part]);
  const params = all("params");
  return [
    `### ${name}`,
    "",
    "```ts",
    ...items.map(signatureOf),
    "```",
    "",
    ...comments.flatMap(({ summary }) => (summary === "" ? [] : [summary, ""])),
    ...all("remarks").flatMap((text) => [text, ""]),
    ...(params.length > 0 ? [...params, ""] : []),
    ...all("returns").map((text) => `Returns: ${text}\n`),
    ...all("throws").map((text) => `Throws: ${text}\n`),
    ...all("examples").map((text) => `${text}\n`),
    `Source: [${fileUrlPath}](../../${folder}/${fileUrlPath}).`,
    ...memberTable(items[0], linkTo),
    ...mentions(entry, linkTo),
  ].join("\n");
}

/** Where an export stands on its page: the number of its area, and of the source in it. */
function placeOf(
  { items: [{ fileUrlPath = "" }] }: Export,
  { areas }: ApiPackage,
): readonly [number, number] {
  const area = areas.findIndex(([, sources]) => sources.some((source) => fileUrlPath.startsWith(source)));
  return [area, areas[area]?.[1].findIndex((source) => fileUrlPath.startsWith(source)) ?? 0];
}

/** The page of a package. */
export function renderPage(apiPackage: ApiPackage, exports: readonly Export[], linkTo: LinkTo): string {
  const { name, intro, areas } = apiPackage;
  const groups = areas.map(([title], index) => ({
    title,
    entries: exports
      .map((entry) => ({ entry, place: placeOf(entry, apiPackage) }))
      .filter(({ place: [area] }) => area === index)
      .sort((a, b) => a.place[1] - b.place[1])
      .map(({ entry }) => entry),
  }));
  const contents = groups.map(
    ({ title, entries }) => `- **${title}**: ${entries.map((entry) => linkTo(entry.name)).join(", ")}`,
  );
  return [
    `# ${name}`,
    "",
    "<!-- Generated from the comments in the sources by npm run docs:api. -->",
    "",
    intro,
    "",
    ...contents,
    "",
    ...groups.flatMap(({ title, entries }) => [
      `## ${title}`,
      "",
      ...entries.flatMap((entry) => [section(entry, apiPackage, linkTo), ""]),
    ]),
  ].join("\n");
}
