import type { Secret } from "../config/secret.ts";

/** What stands in the place of a secret. */
export const MASK = "[secret]";

/** Shorter values are not masked: they would shred the output and are no secrets to speak of. */
export const MIN_SECRET_LENGTH = 6;

/** Masks the secrets of one run in everything that leaves it. */
export interface Redactor {
  /** From now on the secret is masked. */
  readonly register: (secret: Secret) => void;
  /** The text with every registered secret masked, also where it stands base64-, URL- or JSON-escaped. */
  readonly mask: (text: string) => string;
  /** A copy of plain data, every string in it masked, keys included. */
  readonly maskData: <T>(data: T) => T;
}

// base64 of a value inside a longer text depends on its offset: these are the middles that all three offsets share with the whole.
function base64Forms(value: string): string[] {
  const forms: string[] = [];
  for (let offset = 0; offset < 3; offset += 1) {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const start = offset === 0 ? 0 : offset + 1;
    const whole = bytes.toString("base64").replace(/=+$/, "");
    const end = bytes.length % 3 === 0 ? whole.length : whole.length - 1;
    forms.push(whole.slice(start, end));
  }
  return forms.filter((form) => form.length >= MIN_SECRET_LENGTH);
}

function formsOf(value: string): string[] {
  const base64 = base64Forms(value);
  const base64url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  const forms = [
    value,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    ...base64,
    ...base64url,
  ];
  return [...new Set(forms)];
}

/** Makes a redactor without secrets. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;

  const mask = (text: string): string => {
    if (forms.size === 0) return text;
    // The longest first: a secret that contains another must not leave its rest behind.
    pattern ??= new RegExp(
      [...forms]
        .sort((a, b) => b.length - a.length)
        .map(escapePattern)
        .join("|"),
      "g",
    );
    return text.replace(pattern, MASK);
  };

  const maskValue = (value: unknown): unknown => {
    if (typeof value === "string") return mask(value);
    if (Array.isArray(value)) return value.map(maskValue);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [mask(key), maskValue(member)]));
  };

  return {
    register(secret) {
      const value = secret.reveal();
      if (value.length < MIN_SECRET_LENGTH) return;
      for (const form of formsOf(value)) forms.add(form);
      pattern = undefined;
    },
    mask,
    maskData: (data) => (forms.size === 0 ? data : (maskValue(data) as typeof data)),
  };
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
