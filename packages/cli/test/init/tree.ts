import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with these files, gone when the test is over. */
export interface Tree extends Disposable {
  readonly directory: string;
}

/** Makes a folder with these files: `using tree = makeTree({ "tests/a.yml": "…" })`. */
export function makeTree(files: Readonly<Record<string, string>>): Tree {
  const directory = mkdtempSync(join(tmpdir(), "testcar-init-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}

/** An Artillery script, with what its config says of the target. */
export const script = (config = "target: http://127.0.0.1:1"): string =>
  `config:\n  phases: [{ duration: 1, arrivalCount: 1 }]\n  ${config}\nscenarios:\n  - flow: [{ get: { url: / } }]\n`;
