import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Test } from "@testcar/core";

/** A test as discovery would make it. */
export function makeTest(testsDirectory: string, path: string, data?: unknown): Test {
  const absolutePath = join(testsDirectory, path);
  const text = () => readFile(absolutePath, "utf8");
  const file = { path, absolutePath, size: 0, extension: extname(path).toLowerCase(), text };
  return { id: path, name: path, runner: "artillery", file, data };
}
