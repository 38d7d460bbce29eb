import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pluginIn, settlePlugin } from "../../src/plugins/whose.ts";

let folder = "";
const at = (path: string): string => join(folder, path);
const settle = (name: string, path: string): void => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), "");
  settlePlugin(name, at(path));
};
const errorIn = (...files: readonly string[]): Error =>
  Object.assign(new Error("x"), {
    stack: `Error: x\n${files.map((file) => `    at work (${file.startsWith("node:") ? file : at(file)}:3:7)`).join("\n")}`,
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "testcar-whose-"));
  settle("soap", "node_modules/testcar-plugin-soap/dist/index.js");
  settle("@acme/rest", "node_modules/@acme/testcar-plugin-rest/index.js");
  settle("alone", "alone/runner.ts");
  settle("first", "together/first.ts");
  settle("second", "together/second.ts");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [
    "a file of a package",
    ["node:internal/timers", "node_modules/testcar-plugin-soap/dist/deep/client.js"],
    "soap",
  ],
  ["a package with a scope", ["node_modules/@acme/testcar-plugin-rest/index.js"], "@acme/rest"],
  [
    "what a library throws for it",
    ["node_modules/ky/index.js", "node_modules/testcar-plugin-soap/dist/index.js"],
    "soap",
  ],
  ["a file beside the only plugin of its folder", ["alone/client.ts"], "alone"],
  ["one of several in a folder", ["together/second.ts"], "second"],
  ["a file that several may use", ["together/client.ts"], undefined],
  ["nobody's", ["elsewhere/x.ts"], undefined],
])("the stack tells whose it is: %s", (_what, files, name) => {
  expect(pluginIn(errorIn(...files))).toBe(name);
});

test("what is no error tells nothing", () => {
  expect(pluginIn("rejected")).toBeUndefined();
});
