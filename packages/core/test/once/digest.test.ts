import { expect, test } from "@jest/globals";
import type { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { Secret } from "../../src/config/secret.ts";
import type { CandidateFile } from "../../src/model.ts";
import { digestOf } from "../../src/once/digest.ts";
import { folder } from "../folders.ts";

const file = (path: string, content: string): CandidateFile => ({
  path,
  absolutePath: `/${path}`,
  size: content.length,
  extension: "",
  text: async () => content,
});

const config = async (change: Partial<Config> = {}): Promise<Config> => {
  const directory = folder({ "package.json": "{}" });
  const loaded = await loadConfig({ directory, env: {}, flags: {}, onSecret: () => undefined });
  return { ...loaded.config, baseDirectory: "/", file: undefined, ...change };
};

test("the digest is that of configuration, names and contents", async () => {
  const base = await digestOf(await config(), [file("a", "1"), file("b", "2")]);
  expect(await digestOf(await config(), [file("a", "1"), file("b", "2")])).toBe(base);
  expect(
    await digestOf(await config({ target: "http://127.0.0.1" }), [file("a", "1"), file("b", "2")]),
  ).not.toBe(base);
  expect(await digestOf(await config(), [file("a", "1"), file("b", "3")])).not.toBe(base);
  expect(await digestOf(await config(), [file("a", "1"), file("c", "2")])).not.toBe(base);
  expect(await digestOf(await config(), [file("a", "1")])).not.toBe(base);
});

test("a secret that is renewed is no other configuration", async () => {
  const withSecret = (value: string) =>
    config({ plugins: [{ name: "oauth", options: { secret: new Secret(value, "${env:S}") }, where: "w" }] });
  const tests = [file("a", "1")];
  expect(await digestOf(await withSecret("first-secret"), tests)).toBe(
    await digestOf(await withSecret("other-secret"), tests),
  );
});

test("a file that cannot be read counts by its name", async () => {
  const unreadable: CandidateFile = {
    ...file("a", ""),
    text: async () => Promise.reject(new Error("too large")),
  };
  expect(await digestOf(await config(), [unreadable])).toMatch(/^[0-9a-f]{64}$/);
});
