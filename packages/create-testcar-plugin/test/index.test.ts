import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { main } from "../src/index.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "create-testcar-plugin-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs the generator where nobody can be asked. */
async function create(...args: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const code = await main(args, { cwd, stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, folder).length + 1))
    .sort();

describe("npm create testcar-plugin, with all that it has to know", () => {
  test("writes the package, and says what to do next", async () => {
    const { code, stdout, stderr } = await create("soap", "--kind", "runner", "--scope", "@acme");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(filesOf("testcar-plugin-soap")).toEqual([
      ".github/workflows/ci.yml",
      ".gitignore",
      "README.md",
      "package.json",
      "src/commands.ts",
      "src/errors.ts",
      "src/index.ts",
      "src/options.ts",
      "test/index.test.ts",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
    expect(stdout).toMatch(/^Wrote the runner @acme\/testcar-plugin-soap to testcar-plugin-soap:\n/);
    expect(stdout).toContain("\n  cd testcar-plugin-soap\n  npm install\n  npm test\n");
    const manifest: unknown = JSON.parse(readFileSync(join(cwd, "testcar-plugin-soap/package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "@acme/testcar-plugin-soap", keywords: ["testcar-plugin"] });
  });

  test.each(["runner", "credential", "reporter"])("leaves nothing of the templates in a %s", async (kind) => {
    await create("soap", "--kind", kind, "--directory", "ts");
    await create("soap", "--kind", kind, "--directory", "js", "--javascript");
    const left = [...filesOf("ts"), ...filesOf("js")];
    expect(left.filter((file) => file.endsWith(".ts")).length).toBeGreaterThan(2);
    expect(left.filter((file) => file.endsWith(".js")).length).toBeGreaterThan(2);
    for (const folder of ["ts", "js"])
      for (const file of filesOf(folder))
        expect(readFileSync(join(cwd, folder, file), "utf8")).not.toMatch(/__\w+?__/);
  });

  test("writes into the repository that is there, as long as it is empty", async () => {
    mkdirSync(join(cwd, ".git"));
    const { code, stdout } = await create("soap", "--kind", "runner", "--directory", ".");
    expect(code).toBe(0);
    expect(stdout).toContain("What to do next:\n  npm install\n");
    expect(existsSync(join(cwd, "package.json"))).toBe(true);
  });
});

describe("npm create testcar-plugin, with something wrong", () => {
  test("names all that is missing at once, where nobody can be asked", async () => {
    const { code, stdout, stderr } = await create();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "create-testcar-plugin: NAME and --kind are missing\n" +
        "  → Without a terminal to ask on, say all of it: npm create testcar-plugin soap -- --kind runner\n",
    );
  });

  test("tells every problem at once, and writes nothing", async () => {
    writeFileSync(join(cwd, "there"), "");
    const args = ["@acme/Soap", "--kind", "runer", "--scope", "@other", "--directory", "there", "--forse"];
    const { code, stderr } = await create(...args);
    expect(code).toBe(2);
    expect(stderr.split("\n").filter((line) => !line.startsWith("  →"))).toEqual([
      "create-testcar-plugin: Unknown option --forse",
      "create-testcar-plugin: The name Soap cannot be that of a plugin",
      "create-testcar-plugin: The name says the scope @acme, and --scope says @other",
      "create-testcar-plugin: There is no kind runer",
      "create-testcar-plugin: there is no directory",
      "",
    ]);
    expect(stderr).toContain("There are runner, credential, reporter. Did you mean --kind runner?");
    expect(readdirSync(cwd)).toEqual(["there"]);
  });

  test("a directory with something in it is left as it is", async () => {
    mkdirSync(join(cwd, "testcar-plugin-soap"));
    writeFileSync(join(cwd, "testcar-plugin-soap/mine"), "");
    const { code, stderr } = await create("soap", "--kind", "runner", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("The directory testcar-plugin-soap is not empty");
    expect(filesOf("testcar-plugin-soap")).toEqual(["mine"]);
  });

  test("a directory that cannot be made is an error of its own", async () => {
    symlinkSync(join(cwd, "nowhere/at/all"), join(cwd, "link"));
    const { code, stdout, stderr } = await create("soap", "--kind", "runner", "--directory", "link/soap");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^create-testcar-plugin: link\/soap cannot be written: E[A-Z]+: /);
    expect(readdirSync(cwd)).toEqual(["link"]);
  });
});

test("--help and --version come before everything else", async () => {
  expect(await create("--help", "--nonsense")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Usage: npm create testcar-plugin/),
    stderr: "",
  });
  expect(await create("--version")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
