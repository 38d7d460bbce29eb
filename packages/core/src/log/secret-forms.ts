// base64 of a value inside a longer text depends on its offset in it, and its last character on whether the text ends there.
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const start = offset === 0 ? 0 : offset + 1;
    const atTheEnd = bytes.toString("base64").replace(/=+$/, "");
    const before = bytes.length % 3 === 0 ? atTheEnd.length : atTheEnd.length - 1;
    return [atTheEnd.slice(start), atTheEnd.slice(start, before)];
  });
}

function escapedForms(value: string): readonly string[] {
  const base64 = base64Forms(value);
  return [
    value,
    encodeURIComponent(value.toWellFormed()),
    // As forms are sent: a blank is a plus there.
    new URLSearchParams({ "": value }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    ...base64,
    ...base64.map(encodeURIComponent),
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** Shorter lines of a longer secret are no secrets: "-----" or "}" stands in many texts. */
const MIN_LINE_LENGTH = 12;

/**
 * Everything that a secret may look like in a text. Of one with several lines, such as a key, each line counts: whoever
 * prints it line by line, or indented, tells it as well.
 */
export function formsOf(value: string): ReadonlySet<string> {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const long = lines.length === 1 ? [] : lines.filter((line) => line.length >= MIN_LINE_LENGTH);
  return new Set([...escapedForms(value), ...long]);
}
