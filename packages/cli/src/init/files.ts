import { readdir } from "node:fs/promises";
import { join } from "node:path";

// What is installed, made or fetched by somebody's tools.
const NOT_TESTS = new Set([
  "node_modules",
  "bower_components",
  "build",
  "coverage",
  "dist",
  "out",
  "target",
  "vendor",
  "venv",
  "__pycache__",
]);

/** Directories below this one hold no tests that anybody would look for. */
const DEPTH = 5;

/** Enough to see what a project tests with, and no walk through somebody's whole disk. */
const MOST_FILES = 10_000;

/** Paths of the files below a directory, relative to it and in order; hidden ones and links are passed over. */
export async function listFiles(directory: string): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(join(directory, inside), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".") || files.length >= MOST_FILES) continue;
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && depth < DEPTH && !NOT_TESTS.has(entry.name))
        await walk(path, depth + 1);
    }
  };
  await walk("", 1);
  return files;
}
