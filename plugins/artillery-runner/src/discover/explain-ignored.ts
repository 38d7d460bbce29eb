import { posix } from "node:path";
import type { IgnoredFile } from "@testcar/core";
import type { Classified, Script } from "./describe-script.ts";

/** What files are needed for, by their path: "processor" of these scripts, and so on. */
export type Uses = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Turns the needs of the scripts round. */
export function collectUses(scripts: readonly Script[]): Uses {
  const uses = new Map<string, Map<string, string[]>>();
  const add = (path: string, role: string, user: string) => {
    const roles = uses.get(path) ?? new Map<string, string[]>();
    const users = roles.get(role) ?? [];
    users.push(user);
    uses.set(path, roles.set(role, users));
  };
  for (const { file, data, needs } of scripts) {
    for (const { path, role } of needs) add(path, role, file.path);
    if (data.sharedConfig !== undefined) add(data.sharedConfig, "shared configuration", file.path);
  }
  return uses;
}

const listSome = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** The TypeScript file that Artillery compiled a file from: it puts `x.ts` into `dist/x.ts.js`, a processor into `dist/x.js`. */
function sourceOf(path: string): string | undefined {
  const directory = posix.dirname(path);
  if (posix.basename(directory) !== "dist" || !path.endsWith(".js")) return undefined;
  return posix.join(directory, "..", `${posix.basename(path, ".js").replace(/\.ts$/, "")}.ts`);
}

/**
 * Says why a file is no test, when that is for this runner to say.
 *
 * @param configFile - Absolute path of the configuration that is given for every script.
 */
export function explainIgnored(
  { file, content }: Classified,
  uses: Uses,
  paths: ReadonlyMap<string, unknown>,
  configFile: string | undefined,
): Omit<IgnoredFile, "path" | "plugin"> | undefined {
  if (file.absolutePath === configFile) {
    return { reason: "shared configuration of every script, by the option configFile" };
  }
  const roles = uses.get(file.path);
  if (roles !== undefined) {
    return { reason: [...roles].map(([role, users]) => `${role} of ${listSome(users)}`).join("; ") };
  }
  if (content.kind === "config") {
    return { reason: "has config but no scenarios, and no script uses it", suspicious: true };
  }
  if (content.kind === "ignored") {
    const { reason, suspicious } = content;
    return { reason, ...(suspicious ? { suspicious } : {}) };
  }
  if (content.kind === "module") {
    const source = sourceOf(file.path);
    const isCompiled = source !== undefined && paths.has(source);
    return { reason: isCompiled ? `compiled by Artillery from ${source}` : "module without scenarios" };
  }
  return file.extension === ".csv" ? { reason: "payload that no script names" } : undefined;
}
