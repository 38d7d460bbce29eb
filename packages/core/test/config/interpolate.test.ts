import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { interpolate } from "../../src/config/interpolate.ts";
import { Secret } from "../../src/config/secret.ts";
import { folder } from "../folders.ts";
import { load } from "./sources.ts";

const root = folder({
  "secrets/oauth": "s3cret-of-file\n",
  "secrets/windows": "line1\r\nline2\r\n",
  "secrets/blank": "\n",
});
mkdirSync(join(root, "secrets/directory"));

async function resolve(
  data: unknown,
  env: Readonly<Record<string, string>> = { PASSWORD: "hunter22", EMPTY: "" },
) {
  const secrets: string[] = [];
  const source = { env, baseDirectory: root, onSecret: (secret: Secret) => secrets.push(secret.reveal()) };
  const { value, problems } = await interpolate(data, "testcar.yaml", source);
  return { value, secrets, problems: problems.map(({ code, message }) => `${code}: ${message}`) };
}

const reveal = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);

describe("a reference", () => {
  it.each([
    ["to a variable", "${env:PASSWORD}", "hunter22"],
    ["to a file, without its last line end", "${file:secrets/oauth}", "s3cret-of-file"],
    ["to an absolute path", `\${file:${root}/secrets/oauth}`, "s3cret-of-file"],
    ["to a file with several lines", "${file:secrets/windows}", "line1\r\nline2"],
    ["in the middle of a text", "Bearer ${env:PASSWORD}!", "Bearer hunter22!"],
    ["beside another", "${env:PASSWORD}:${file:secrets/oauth}", "hunter22:s3cret-of-file"],
    ["beside what is none", "$${env:X} ${env:PASSWORD} $5", "${env:X} hunter22 $5"],
  ])("%s makes the whole text a secret", async (_how, text, value) => {
    const { value: resolved, problems } = await resolve({ a: text });
    expect(problems).toEqual([]);
    const member = (resolved as { a: unknown }).a;
    expect(member).toBeInstanceOf(Secret);
    expect(reveal(member)).toBe(value);
  });

  it("is told to whoever masks, as soon as it is read and by itself", async () => {
    const { secrets } = await resolve(["Bearer ${env:PASSWORD}", { deep: [{ x: "${file:secrets/oauth}" }] }]);
    expect(secrets).toEqual(["hunter22", "s3cret-of-file"]);
  });

  it("is found at any depth, also in objects without a prototype", async () => {
    const data = Object.assign(Object.create(null), { a: [{ b: "${env:PASSWORD}" }] });
    const { value } = await resolve(data);
    expect(reveal((value as { a: { b: unknown }[] }).a[0]?.b)).toBe("hunter22");
  });

  it("inside what a reference gave is a plain text: nothing is resolved twice", async () => {
    const { value } = await resolve("${env:NESTED}", { NESTED: "${env:PASSWORD}", PASSWORD: "x" });
    expect(reveal(value)).toBe("${env:PASSWORD}");
  });
});

describe("a text", () => {
  it.each([
    ["$${env:HOME}", "${env:HOME}"],
    ["costs $5 or {5}", "costs $5 or {5}"],
    ["", ""],
  ])("without a reference is no secret: %j", async (text, value) => {
    expect(await resolve(text)).toEqual({ value, secrets: [], problems: [] });
  });

  it("keeps what is no text as it is", async () => {
    const date = new Date(0);
    expect((await resolve({ a: 1, b: null, c: true, date })).value).toEqual({ a: 1, b: null, c: true, date });
  });
});

describe("what is wrong with references", () => {
  it.each([
    [
      "a variable that is not set",
      "${env:MISSING}",
      "VARIABLE_UNSET: testcar.yaml: a.b[0]: the environment variable MISSING is not set",
    ],
    [
      "a variable that is empty",
      "${env:EMPTY}",
      "VARIABLE_UNSET: testcar.yaml: a.b[0]: the environment variable EMPTY is not set",
    ],
    [
      "a file that is not there",
      "${file:secrets/no}",
      `SECRET_FILE: testcar.yaml: a.b[0]: cannot read ${root}/secrets/no: no such file or directory`,
    ],
    [
      "a directory",
      "${file:secrets/directory}",
      `SECRET_FILE: testcar.yaml: a.b[0]: cannot read ${root}/secrets/directory: it is a directory`,
    ],
    [
      "a file that is empty",
      "${file:secrets/blank}",
      `SECRET_FILE: testcar.yaml: a.b[0]: cannot read ${root}/secrets/blank: it is empty`,
    ],
    [
      "another kind",
      "${vault:kv/x}",
      "REFERENCE: testcar.yaml: a.b[0]: ${vault:kv/x} is neither ${env:NAME} nor ${file:PATH}",
    ],
    [
      "no kind",
      "${PASSWORD}",
      "REFERENCE: testcar.yaml: a.b[0]: ${PASSWORD} is neither ${env:NAME} nor ${file:PATH}",
    ],
    [
      "no name",
      "${env:}",
      "REFERENCE: testcar.yaml: a.b[0]: ${env:} is neither ${env:NAME} nor ${file:PATH}",
    ],
    [
      "no path",
      "${file:}",
      "REFERENCE: testcar.yaml: a.b[0]: ${file:} is neither ${env:NAME} nor ${file:PATH}",
    ],
    [
      "no end",
      "${env:PASSWORD",
      "REFERENCE: testcar.yaml: a.b[0]: ${ is neither ${env:NAME} nor ${file:PATH}",
    ],
  ])("is told with its place: %s", async (_what, text, problem) => {
    expect((await resolve({ a: { b: [text] } })).problems).toEqual([`TESTCAR_CONFIG_${problem}`]);
  });

  it("includes one inside another", async () => {
    expect((await resolve("${env:${env:PASSWORD}}")).problems).toEqual([
      expect.stringContaining("TESTCAR_CONFIG_REFERENCE"),
    ]);
  });

  it("is told in the order of the file", async () => {
    const { problems } = await resolve({
      a: "${file:no-1}",
      b: "${env:NO_2}",
      c: ["${file:no-3}", "${env:NO_4}"],
    });
    expect(problems.map((text) => /no[-_]\d/i.exec(text)?.[0])).toEqual(["no-1", "NO_2", "no-3", "NO_4"]);
  });
});

describe("in a whole configuration", () => {
  const load1 = (content: string, env: Readonly<Record<string, string>> = {}) =>
    load(folder({ "package.json": "{}", "testcar.config.yaml": content, secret: "s3cret-of-file" }), { env });

  it("secrets reach the plugins that they are for, from files beside the configuration", async () => {
    const { config, problems, secrets } = await load1(
      "plugins: [[oauth, { clientSecret: '${file:secret}' }]]",
    );
    expect(problems).toEqual([]);
    const secret = config.plugins[0]?.options?.["clientSecret"];
    expect(reveal(secret)).toBe("s3cret-of-file");
    expect(secrets).toHaveLength(1);
  });

  it.each([
    "tests: '${env:DIR}/tests'",
    "target: 'http://${env:DIR}'",
    "only: ['${env:DIR}']",
    "plugins: ['${env:DIR}']",
  ])("a secret cannot stand in a member of the core, which shows it: %s", async (content) => {
    const { messages } = await load1(content, { DIR: "hunter22" });
    expect(messages).toEqual([
      expect.stringMatching(/a secret cannot stand here → .*write it plainly.*TESTCAR_/),
    ]);
    expect(messages[0]).not.toContain("hunter22");
  });

  it("variables of the agent are taken as they are", async () => {
    const { config } = await load1("", { TESTCAR_ENVIRONMENT: "${env:HOME}" });
    expect(config.environment).toBe("${env:HOME}");
  });
});
