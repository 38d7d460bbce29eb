import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { folder } from "../folders.ts";

interface Loaded {
  readonly loaded: readonly { name: string; version?: string; path: string; where: string }[];
  readonly problems: readonly { code: string; message: string; hint: string }[];
}

const program = join(import.meta.dirname, "../fixtures/load-plugins.ts");

/** Loads plugins in a process of its own: how modules are found and run is Node's business, not the test runner's. */
function load(names: readonly string[], directories: readonly string[], milliseconds = 10_000): Loaded {
  const args = ["--conditions=testcar:source", program, JSON.stringify([names, directories, milliseconds])];
  const printed = execFileSync(process.execPath, args, { encoding: "utf8", cwd: import.meta.dirname });
  return JSON.parse(printed);
}

const esm = (name: string, more = ""): string =>
  `export default { name: ${JSON.stringify(name)}, apiVersion: 1, apply() {}${more} };`;

/** The files of an installed package. */
const installed = (packageName: string, manifest: object, files: Readonly<Record<string, string>>) =>
  Object.fromEntries([
    [
      `node_modules/${packageName}/package.json`,
      { name: packageName, version: "1.2.3", type: "module", ...manifest },
    ],
    ...Object.entries(files).map(([path, content]) => [`node_modules/${packageName}/${path}`, content]),
  ]);

describe("a plugin is found", () => {
  const root = folder({
    ...installed("@testcar/plugin-oauth", { exports: "./index.js" }, { "index.js": esm("official oauth") }),
    ...installed(
      "testcar-plugin-oauth",
      { exports: "./index.js" },
      { "index.js": esm("a stranger's oauth") },
    ),
    ...installed(
      "testcar-plugin-soap",
      { main: "lib.cjs" },
      {
        "lib.cjs": "module.exports = { name: 'soap', apiVersion: 1, apply() {} };",
      },
    ),
    ...installed(
      "@acme/testcar-plugin-jms",
      { exports: { ".": { import: "./esm.js" } } },
      { "esm.js": esm("jms") },
    ),
    ...installed(
      "testcar-plugin-translated",
      { type: "commonjs", main: "index.js" },
      {
        "index.js":
          "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = { name: 'translated', apiVersion: 1, apply() {} };",
      },
    ),
    "runner.ts":
      "const version: number = 1;\nexport default { name: 'runner', apiVersion: version, apply() {} };",
  });
  const { loaded, problems } = load(
    [
      "oauth",
      "testcar-plugin-oauth",
      "soap",
      "@acme/jms",
      "@acme/testcar-plugin-jms",
      "translated",
      `${root}/runner.ts`,
      "built-in",
    ],
    [root],
  );

  it("without a problem", () => {
    expect(problems).toEqual([]);
  });

  it.each([
    ["by its short name, the official one first", 0, "official oauth", "1.2.3"],
    ["by a stranger's full name", 1, "a stranger's oauth", "1.2.3"],
    ["as CommonJS", 2, "soap", "1.2.3"],
    ["in a scope, with exports for import only", 3, "jms", "1.2.3"],
    ["in a scope, by its full name", 4, "jms", "1.2.3"],
    ["translated to CommonJS", 5, "translated", "1.2.3"],
    ["as a TypeScript file", 6, "runner", undefined],
    ["among those that are built in", 7, "built-in", "9.9.9"],
  ])("%s", (_how, place, name, version) => {
    expect(loaded[place]).toMatchObject({ name, where: `testcar.yaml: plugins[${place}]` });
    expect(loaded[place]?.version).toBe(version);
  });

  it("from the first directory that has it, and official in a later one before a stranger's in an earlier one", () => {
    const first = folder(
      installed("testcar-plugin-x", { exports: "./i.js" }, { "i.js": esm("stranger, first") }),
    );
    const second = folder({
      ...installed("testcar-plugin-x", { exports: "./i.js" }, { "i.js": esm("stranger, second") }),
      ...installed("@testcar/plugin-y", { exports: "./i.js" }, { "i.js": esm("official, second") }),
    });
    const third = folder(
      installed("testcar-plugin-y", { exports: "./i.js" }, { "i.js": esm("stranger, third") }),
    );
    expect(
      load(["x", "y"], [third, first, second])
        .loaded.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(["stranger, first", "official, second"]);
  });

  it("from folders above the directory", () => {
    const below = join(root, "deep/down");
    expect(load(["oauth"], [below]).loaded[0]?.name).toBe("official oauth");
  });
});

describe("what is built in", () => {
  it("is there without being named, behind what is", () => {
    const root = folder({ "a.mjs": esm("a") });
    expect(load([`${root}/a.mjs`], [root]).loaded.map(({ name, where }) => [name, where])).toEqual([
      ["a", "testcar.yaml: plugins[0]"],
      ["built-in", "built in"],
    ]);
  });

  it("is not taken for a stranger's package of the same short name", () => {
    expect(load(["testcar-plugin-built-in"], [folder()]).problems[0]?.code).toBe("TESTCAR_PLUGIN_NOT_FOUND");
  });
});

describe("a plugin that is not there", () => {
  const root = folder(installed("testcar-plugin-soap", { exports: "./i.js" }, { "i.js": esm("soap") }));
  const { problems } = load(
    ["artilery-runner", "sap", "zzzzzzzz", "@acme/jms", `${root}/missing.ts`],
    [root],
  );

  it.each([
    [
      "with the official plugin that was meant",
      0,
      "testcar.yaml: plugins[0]: there is no plugin artilery-runner (looked for @testcar/plugin-artilery-runner, testcar-plugin-artilery-runner)",
      "Did you mean artillery-runner? Otherwise: npm install --save-dev @testcar/plugin-artilery-runner",
    ],
    [
      "with the installed plugin that was meant",
      1,
      undefined,
      "Did you mean soap? Otherwise: npm install --save-dev @testcar/plugin-sap",
    ],
    ["with the line that installs it", 2, undefined, "npm install --save-dev @testcar/plugin-zzzzzzzz"],
    [
      "with the line that installs it in its scope",
      3,
      undefined,
      "npm install --save-dev @acme/testcar-plugin-jms",
    ],
    [
      "with its path, when it is a file",
      4,
      `testcar.yaml: plugins[4]: there is no plugin missing.ts (looked for ${root}/missing.ts)`,
      "Check the path; it is relative to the configuration file.",
    ],
  ])("is told %s", (_how, place, message, hint) => {
    expect(problems[place]).toMatchObject({ code: "TESTCAR_PLUGIN_NOT_FOUND", hint });
    if (message !== undefined) expect(problems[place]?.message).toBe(message);
  });
});

describe("a plugin that cannot be loaded", () => {
  const root = folder({
    ...installed("testcar-plugin-unbuilt", { exports: { ".": { import: "./dist/index.js" } } }, {}),
    ...installed("testcar-plugin-unbuilt-main", { exports: "./dist/index.js" }, {}),
    ...installed("testcar-plugin-no-entry", { exports: { "./other": "./i.js" } }, { "i.js": "" }),
    "node_modules/testcar-plugin-garbage/package.json": "{",
    "syntax.mjs": "export default {\n  name: 'a' 'b'\n};",
    "syntax.ts": "export default {\n  name: 'a' 'b'\n};",
    "throws.mjs": "throw new Error('no licence');",
    "lacks-package.mjs": "import 'package-that-nobody-has';",
    "hangs.mjs": "await new Promise(() => {}); export default 1;",
  });
  const files = ["syntax", "throws", "lacks-package"].map((name) => `${root}/${name}.mjs`);
  const { problems } = load(
    ["unbuilt", "unbuilt-main", "no-entry", "garbage", ...files, `${root}/syntax.ts`],
    [root],
  );

  it("says what to do, by whose it is", () => {
    expect(problems[0]?.hint).toMatch(/^Install it again/);
    expect(problems[4]?.hint).toBe(`Correct it; node ${root}/syntax.mjs shows where.`);
  });

  it.each([
    ["is not built", 0, "it has no file ./dist/index.js; it may not have been built"],
    ["is not built, and is for anybody", 1, "Cannot find module"],
    ["exports nothing that could be loaded", 2, 'Missing "." specifier'],
    ["has a broken package.json", 3, "JSON"],
    ["has a syntax error", 4, /Unexpected string$/],
    ["throws", 5, "no licence"],
    ["needs a package that is not there", 6, "Cannot find package 'package-that-nobody-has'"],
    ["has a syntax error that Node tells the place of", 7, /\(\/.*\/syntax\.ts:2\)$/],
  ])("because it %s", (_why, place, reason) => {
    expect(problems[place]?.code).toBe("TESTCAR_PLUGIN_BROKEN");
    expect(problems[place]?.message).toMatch(reason);
    expect(problems[place]?.message).not.toContain("\n");
  });

  it("because it goes on loading for ever", () => {
    expect(load([`${root}/hangs.mjs`], [root], 200).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining("it was still loading after 0.2 s") }),
    ]);
  });
});

describe("a module that is no plugin", () => {
  const modules = {
    "no-default.mjs": "export const name = 'x';",
    "function.mjs": "export default () => {};",
    "null.mjs": "export default null;",
    "no-name.mjs": "export default { apiVersion: 1, apply() {} };",
    "empty-name.mjs": "export default { name: '', apiVersion: 1, apply() {} };",
    "no-version.mjs": "export default { name: 'x', apply() {} };",
    "no-apply.mjs": "export default { name: 'x', apiVersion: 1 };",
    "no-schema.mjs": "export default { name: 'x', apiVersion: 1, apply() {}, options: { type: 'object' } };",
    "no-needs.mjs": "export default { name: 'x', apiVersion: 1, apply() {}, needs: ['oauth'] };",
  };
  const root = folder(modules);
  const { problems } = load(
    Object.keys(modules).map((name) => `${root}/${name}`),
    [root],
  );

  it.each([
    [0, "it has no default export"],
    [1, "its default export is function, not an object"],
    [2, "its default export is object, not an object"],
    [3, "its default export has no name"],
    [4, "its default export has no name"],
    [5, "its default export has no apiVersion"],
    [6, "its default export has no function apply"],
    [7, "its options are no Standard Schema"],
    [8, "its needs is no function"],
  ])("is told with what it lacks (%i: %s)", (place, reason) => {
    expect(problems[place]?.code).toBe("TESTCAR_PLUGIN_NOT_A_PLUGIN");
    expect(problems[place]?.message).toMatch(reason);
  });
});

describe("a plugin for another version of the API", () => {
  const root = folder({
    "newer.mjs": "export default { name: 'newer', apiVersion: 2, apply() {} };",
    "older.mjs": "export default { name: 'older', apiVersion: 0, apply() {} };",
  });
  const { problems } = load([`${root}/newer.mjs`, `${root}/older.mjs`], [root]);

  it("that is newer asks for another Testcar", () => {
    expect(problems[0]).toMatchObject({
      code: "TESTCAR_PLUGIN_API_VERSION",
      hint: "Update @testcar/cli and @testcar/core.",
    });
  });

  it("that is older asks for another plugin", () => {
    expect(problems[1]).toMatchObject({ code: "TESTCAR_PLUGIN_API_VERSION", hint: "Update the plugin." });
  });
});

it("runs nothing of a plugin to find it: only the one that was chosen is executed", () => {
  const root = folder();
  const marks = (name: string): string =>
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(root, name))}, ""); ${esm(name)}`;
  const here = folder({
    ...installed("@testcar/plugin-x", { exports: "./i.js" }, { "i.js": marks("official") }),
    ...installed("testcar-plugin-x", { exports: "./i.js" }, { "i.js": marks("stranger") }),
  });
  load(["x"], [here]);
  expect(existsSync(join(root, "official"))).toBe(true);
  expect(existsSync(join(root, "stranger"))).toBe(false);
});
