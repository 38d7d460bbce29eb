import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const list = (...patterns: readonly string[]): readonly string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "");

// Editors take schemas as they are; the strictness of ajv is about how a schema is written.
const validate = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(read("packages/core/schema/testcar.schema.json")),
);

/** What an editor would underline. */
function complaints(configuration: unknown): readonly string[] {
  validate(configuration);
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Members of a configuration that nothing else in the docs has; the others can be options of a plugin. */
const OWN_MEMBERS = ["plugins", "tests", "target", "waitFor"];

const isConfiguration = (data: unknown): boolean =>
  typeof data === "object" && data !== null && OWN_MEMBERS.some((key) => Object.hasOwn(data, key));

const files = list("*testcar.config.yaml", "*testcar.config.json").filter(
  (path) => !path.startsWith("e2e/fixtures/"),
);
const snippets = list("*.md").flatMap((page) =>
  [...read(page).matchAll(/^```(?:yaml|json)\n(.*?)^```/gms)]
    .map(([, text = ""]) => text)
    .filter((text) => !text.includes("…") && isConfiguration(parse(text)))
    .map((text) => ({ page, text })),
);

describe("the schema that editors complete configurations by", () => {
  it("is asked about enough to mean something", () => {
    expect(files.length).toBeGreaterThan(2);
    expect(snippets.length).toBeGreaterThan(10);
  });

  it.each(files)("accepts %s", (path) => {
    expect(complaints(parse(read(path)))).toEqual([]);
  });

  it.each(snippets)("accepts what $page says: $text", ({ text }) => {
    expect(complaints(parse(text))).toEqual([]);
  });

  it.each([
    ["a member", { tets: "./tests" }, " must NOT have additional properties"],
    ["a value", { format: "xml" }, "/format must be equal to one of the allowed values"],
    [
      "an option",
      { plugins: [["oauth", { clientID: "a" }]] },
      "/plugins/0/1 must NOT have additional properties",
    ],
    [
      "an option of a plugin by its whole name",
      { plugins: ["oauth", ["@testcar/plugin-junit-reporter", { path: "a.xml" }]] },
      "/plugins/1/1 must NOT have additional properties",
    ],
    [
      "an option inside of an option",
      { plugins: [["wait-for", { http: { ulr: "/" } }]] },
      "/plugins/0/1/http must NOT have additional properties",
    ],
    [
      "an entry that lacks its options",
      { plugins: [["oauth"]] },
      "/plugins/0 must NOT have fewer than 2 items",
    ],
    ["an entry that is neither", { plugins: [{ oauth: {} }] }, "/plugins/0 must be string"],
  ])("refuses %s that is misspelt", (_what, configuration, complaint) => {
    expect(complaints(configuration)).toContain(complaint);
  });

  it("leaves the options of a plugin that it does not know to that plugin", () => {
    const plugins = ["@acme/soap", ["./runner.ts", { anything: [1] }], ["@acme/soap", { retries: 2 }]];
    expect(complaints({ $schema: "./schema.json", plugins })).toEqual([]);
  });
});
