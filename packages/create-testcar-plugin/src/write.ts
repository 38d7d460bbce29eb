import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "./render.ts";

/**
 * Writes the files of a package to a directory that is empty, or not there yet.
 *
 * @throws What the file system says; then nothing of it is left.
 */
export function writePackage(directory: string, files: Files): void {
  const isNew = !existsSync(directory);
  const written: string[] = [];
  try {
    for (const [path, content] of files) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { flag: "wx" });
      written.push(path);
    }
  } catch (error) {
    for (const path of isNew ? ["."] : new Set(written.map((each) => each.split("/", 1)[0] ?? each)))
      rmSync(join(directory, path), { recursive: true, force: true });
    throw error;
  }
}
