import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A temporary folder with files in it. */
export interface Folder {
  readonly path: string;
  readonly remove: () => void;
}

/** Makes a temporary folder; its `package.json` sees to it that no configuration above it counts. */
export function makeFolder(files: Readonly<Record<string, string>>): Folder {
  const path = mkdtempSync(join(tmpdir(), "testcar-kit-"));
  mkdirSync(join(path, "tests"));
  for (const [name, content] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files })) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
