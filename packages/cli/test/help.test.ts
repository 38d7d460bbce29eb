import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { commandHelp, commandNames, mainHelp } from "../src/help.ts";

/** Columns that a terminal surely has. */
const WIDTH = 120;

const modules = readdirSync(new URL("../src/commands", import.meta.url));

describe("testcar --help", () => {
  test("names every command that there is", () => {
    expect([...commandNames].sort()).toEqual(modules.map((file) => file.replace(/\.ts$/, "")).sort());
    for (const name of commandNames) expect(mainHelp("1.2.3")).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  });

  test("starts with the version", () => {
    expect(mainHelp("1.2.3")).toMatch(/^testcar 1\.2\.3: /);
  });
});

describe.each(modules)("help of commands/%s", (file) => {
  test("documents each of its options in a line that fits", async () => {
    const { help } = await import(`../src/commands/${file}`);
    const text = commandHelp(help);
    expect(text.split("\n").filter((line: string) => line.length > WIDTH)).toEqual([]);
    for (const [name, { help: words }] of Object.entries<{ readonly help: string }>(help.options)) {
      expect(text).toMatch(new RegExp(`^  --${name}\\b.*  \\S`, "m"));
      expect(words).toMatch(/\S/);
    }
    expect(Object.keys(help.options)).toContain("help");
  });
});
