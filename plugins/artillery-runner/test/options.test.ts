import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import { safeParse } from "valibot";
import { optionsSchema } from "../src/options.ts";

const secret = new Secret("hunter22", "KEY");
const issuesOf = (options: unknown) =>
  safeParse(optionsSchema, options).issues?.map(({ message }) => message);

describe("options", () => {
  test.each([
    {},
    { variables: { user: "ada" }, overrides: { config: { phases: [] } }, configFile: "config.yml" },
    { env: { SUT: "http://127.0.0.1:8080", KEY: secret } },
    {
      policies: { "server-errors": false },
      workers: 1,
      memoryMiB: 256,
      insecure: true,
      workingCopy: "never",
    },
  ])("accepts %j", (options) => {
    expect(issuesOf(options)).toBeUndefined();
  });

  test.each([
    { polices: {} },
    { policies: { "server-error": false } },
    { policies: { "server-errors": "off" } },
    { env: { "not a name": "x" } },
    { env: { PORT: 8080 } },
    { workers: 0 },
    { memoryMiB: 100.5 },
    { workingCopy: "sometimes" },
    { configFile: "" },
  ])("refuses %j", (options) => {
    expect(issuesOf(options)).toHaveLength(1);
  });

  test.each([
    { variables: { key: secret } },
    { overrides: { config: { http: { defaults: { headers: [{ "x-key": secret }] } } } } },
  ])("refuses a secret that would be an argument, and says where it belongs", (options) => {
    const [message = ""] = issuesOf(options) ?? [];
    expect(message).toContain("every process can read");
    expect(message).toContain("$env.NAME");
    expect(message).not.toContain("hunter22");
  });
});
