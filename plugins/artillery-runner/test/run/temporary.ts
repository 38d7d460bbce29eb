import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "@jest/globals";

/** A directory that is there until the file's tests are over, with these files in it. */
export function makeDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "testcar-artillery-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  created.push(directory);
  return directory;
}

const created: string[] = [];

afterAll(() => {
  for (const directory of created) rmSync(directory, { recursive: true, force: true });
});
