import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { configErrors } from "../errors/catalogue/config.ts";
import type { TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import { Secret } from "./secret.ts";

/** Where references lead, and who wants to know of each secret. */
export interface InterpolationSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of `${file:…}` start. */
  readonly baseDirectory: string;
  /** Told of each secret as soon as it is read. */
  readonly onSecret: (secret: Secret) => void;
}

/** The data with its secrets in place, or what is wrong with the references. */
export interface Interpolated {
  readonly value: unknown;
  readonly problems: readonly TestcarError[];
}

// "$${" is a literal "${"; everything else that looks like a reference has to be one, and has to end.
const REFERENCE = /\$\$\{|\$\{(?:(env|file):)?([^${}]*)\}|\$\{/g;

/**
 * Replaces `${env:NAME}` and `${file:PATH}` in every string of the data. A string that holds one becomes a {@link Secret}
 * as a whole. One trailing line end of a file is not part of the secret.
 *
 * @param where - What messages put in front of the path to a string: the file's name.
 */
export async function interpolate(
  data: unknown,
  where: string,
  source: InterpolationSource,
): Promise<Interpolated> {
  const problems: TestcarError[] = [];

  const read = async (
    kind: string | undefined,
    name: string,
    reference: string,
    at: string,
  ): Promise<string> => {
    if (kind === "env" && name !== "") {
      const value = source.env[name];
      if (value === undefined || value === "")
        problems.push(configErrors.VARIABLE_UNSET({ where: at, name }));
      return value ?? "";
    }
    if (kind !== "file" || name === "") {
      problems.push(configErrors.REFERENCE({ where: at, reference }));
      return "";
    }
    const path = resolve(source.baseDirectory, name);
    try {
      const content = (await readFile(path, "utf8")).replace(/\r?\n$/, "");
      if (content === "") problems.push(configErrors.SECRET_FILE({ where: at, path, reason: "it is empty" }));
      return content;
    } catch (error) {
      problems.push(configErrors.SECRET_FILE({ where: at, path, reason: reasonOf(error) }, error));
      return "";
    }
  };

  const text = async (value: string, at: string): Promise<string | Secret> => {
    let result = "";
    let end = 0;
    const references: string[] = [];
    for (const match of value.matchAll(REFERENCE)) {
      result += value.slice(end, match.index);
      end = match.index + match[0].length;
      if (match[0] === "$${") {
        result += "${";
        continue;
      }
      const part = await read(match[1], match[2] ?? "", match[0], at);
      references.push(match[0]);
      // Each part is a secret of its own right, so that it is masked outside the text around it as well.
      if (part !== "") source.onSecret(new Secret(part, match[0]));
      result += part;
    }
    result += value.slice(end);
    return references.length === 0 ? result : new Secret(result, references.join(" "));
  };

  const walk = async (value: unknown, at: string): Promise<unknown> => {
    if (typeof value === "string") return text(value, at);
    // One after the other, so that problems come in the order of the file.
    if (Array.isArray(value)) {
      const members: unknown[] = [];
      for (const [index, member] of value.entries()) members.push(await walk(member, `${at}[${index}]`));
      return members;
    }
    if (typeof value !== "object" || value === null) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const members: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      const path = at.endsWith(": ") ? `${at}${key}` : `${at}.${key}`;
      members.push([key, await walk(member, path)]);
    }
    return Object.fromEntries(members);
  };

  return { value: await walk(data, `${where}: `), problems };
}
