import { type CandidateFile, isTestcarError } from "@testcar/core";
import { errors } from "../errors.ts";
import { classifyData } from "./classify-data.ts";
import { classifyModule } from "./classify-module.ts";
import { type Content, noReferences, other, suspicious } from "./content.ts";
import { type Format, formatOf } from "./test-data.ts";

/** Files of other programs that lie beside tests, by name. */
const wellKnown: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^(?:package|package-lock|npm-shrinkwrap)\.json$/, "belongs to npm"],
  [/^[jt]sconfig(?:\.[\w-]+)?\.json$/, "configuration of TypeScript"],
  [/^testcar\.config\.\w+$/, "configuration of Testcar"],
  [/\.config\.[jt]s$/, "configuration of another program"],
  [/^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/, "belongs to Docker Compose"],
  [/\.d\.ts$/, "declares types only"],
];

async function readContent(file: CandidateFile, format: Format): Promise<Content> {
  const text = await file.text();
  return format === "yaml" || format === "json"
    ? classifyData(file.path, format, text)
    : classifyModule(format, text);
}

/**
 * A file that nobody can read may be a test, and a test must not vanish. YAML in a tests directory most likely is one; a
 * large JSON or JavaScript file most likely is not.
 */
function classifyUnreadable(path: string, format: Format, reason: string): Content {
  if (format !== "yaml") return suspicious(`cannot be read: ${reason}`);
  const brokenDefinition = errors.UNREADABLE({ path, reason }).toReason();
  return { kind: "script", format, hasConfig: true, references: noReferences, brokenDefinition };
}

/** Tells what a file is, by its name and text. */
export async function classify(file: CandidateFile): Promise<Content> {
  const format = formatOf(file.extension);
  const parts = file.path.split("/");
  const name = parts.at(-1) ?? file.path;
  if (format === undefined || parts.includes("node_modules")) return other;
  const known = wellKnown.find(([pattern]) => pattern.test(name));
  if (known !== undefined) return { kind: "ignored", reason: known[1], suspicious: false };
  try {
    return await readContent(file, format);
  } catch (error) {
    if (!isTestcarError(error)) throw error;
    return classifyUnreadable(file.path, format, error.message);
  }
}
