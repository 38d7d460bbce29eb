/** How the text ends its lines; the first one says it for all. */
export const lineEndOf = (text: string): string => (/^[^\n]*\r\n/.test(text) ? "\r\n" : "\n");

/** Start of the line with this offset. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** End of the line with this offset, before what ends it. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** Start of the line behind the one with this offset. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** How far an offset is from the start of its line. */
export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Every line but the first one indented. */
export const indentRest = (lines: string, indent: string): string =>
  lines
    .split("\n")
    .map((line, index) => (index === 0 || line === "" ? line : indent + line))
    .join("\n");

/**
 * The end of the line on which an entry ends, and of the comments below that are indented further than `column`: somebody wrote
 * them about that entry.
 */
export function endWithComments(text: string, end: number, column: number): number {
  let result = lineEnd(text, end);
  for (let at = nextLine(text, end); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("#") || line.search(/\S/) <= column) break;
    result = at + line.length;
  }
  return result;
}
