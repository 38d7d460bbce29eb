import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Problem } from "./problem.ts";

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;

/** What keeps a plugin from being written to a directory, if anything. A repository without files counts as empty. */
export function directoryProblem(directory: string, cwd: string): Problem | undefined {
  try {
    const entries = readdirSync(resolve(cwd, directory)).filter((entry) => entry !== ".git");
    if (entries.length === 0) return undefined;
    return {
      message: `The directory ${directory} is not empty`,
      hint: "Say another one with --directory: nothing is ever overwritten.",
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    return {
      message: `${directory} ${code === "ENOTDIR" ? "is no directory" : `cannot be read: ${String(code)}`}`,
      hint: "Say another one with --directory.",
    };
  }
}
