/** Shorter values are not masked: they would shred the output and are no secrets to speak of. */
export const MIN_SECRET_LENGTH = 6;

/** Shorter lines of a longer secret are no secrets: "-----" or "}" stands in many texts. */
const MIN_LINE_LENGTH = 12;

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

// Libraries differ in what they leave as it is (!'()*~ and the blank), and in the case of their digits.
function urlForms(value: string): readonly string[] {
  const component = encodeURIComponent(value.toWellFormed());
  const strict = component.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const form = new URLSearchParams({ "": value }).toString().slice(1);
  const all = [component, strict, form];
  return [...all, ...all.map((text) => text.replace(/%../g, (digits) => digits.toLowerCase()))];
}

function escapedForms(value: string): readonly string[] {
  const base64 = base64Forms(value);
  return [
    value,
    ...urlForms(value),
    JSON.stringify(value).slice(1, -1),
    ...base64,
    ...base64.flatMap(urlForms),
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** The text without its line ends and the indentation behind them: the search does not look at those. */
const joinLines = (text: string): string => text.replace(/[\r\n]+[ \t]*/g, "");

/** Tells whether a value is too short to be masked. */
export const isTooShort = (value: string): boolean => joinLines(value).length < MIN_SECRET_LENGTH;

/**
 * Everything that a secret may look like in a text, without line ends; nothing for one that is too short. Of one with several
 * lines, such as a key, each line counts: whoever prints it line by line, or something in between, tells it as well.
 */
export function formsOf(value: string): ReadonlySet<string> {
  if (isTooShort(value)) return new Set();
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  const long = lines.length === 1 ? [] : lines.filter((line) => line.length >= MIN_LINE_LENGTH);
  const forms = [...escapedForms(value), value.trim(), ...long].map(joinLines);
  return new Set(forms.filter((form) => form.length >= MIN_SECRET_LENGTH));
}
