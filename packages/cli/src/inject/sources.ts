import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf, type TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";

/** One text with manifests. */
export interface Source {
  /** What problems call it. */
  readonly file: string;
  readonly text: string;
}

const MANIFEST = /\.(ya?ml|json)$/;

async function readStream(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return decode(Buffer.concat(chunks));
}

// What is not UTF-8 is refused: its bytes would not come out as they went in.
const decode = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** The files of a directory that hold manifests, as kubectl takes them: not those of directories in it. */
async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path))
    .filter((name) => MANIFEST.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** Reads files, directories and standard input (`-`), in their order; every one that cannot be read is a problem. */
export async function readSources(
  paths: readonly string[],
  stdin: AsyncIterable<unknown>,
): Promise<{ readonly sources: readonly Source[]; readonly problems: readonly TestcarError[] }> {
  const sources: Source[] = [];
  const problems: TestcarError[] = [];
  for (const path of paths) {
    let file = path === "-" ? "standard input" : path;
    try {
      if (path === "-") {
        sources.push({ file, text: await readStream(stdin) });
        continue;
      }
      for (const found of await filesOf(path)) {
        file = found;
        sources.push({ file, text: decode(await readFile(file)) });
      }
    } catch (error) {
      const reason = error instanceof TypeError ? "it is not UTF-8" : reasonOf(error);
      problems.push(injectErrors.UNREADABLE({ file, reason }, error));
    }
  }
  return { sources, problems };
}

/** Puts texts one behind the other, as documents of one stream; a single one stays as it is. */
export const joinTexts = (texts: readonly string[]): string =>
  texts
    .filter((text, _, all) => all.length === 1 || text.trim() !== "")
    .reduce((stream, text) => {
      if (stream === "") return text;
      const end = stream.endsWith("\n") ? "" : "\n";
      return `${stream}${end}${/^---(\s|$)/.test(text) ? "" : "---\n"}${text}`;
    }, "");
