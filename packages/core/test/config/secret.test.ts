// oxlint-disable typescript/restrict-template-expressions, typescript/restrict-plus-operands -- it is what careless code does
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "@jest/globals";
import { collect } from "../../../plugin-testkit/src/harness/collect.ts";
import { Secret } from "../../src/config/secret.ts";
import { createLogger } from "../../src/log/logger.ts";

const password = new Secret("hunter22-of-the-sea", "${env:PASSWORD}");

describe("a secret is printed nowhere", () => {
  const prints: readonly (readonly [string, () => string])[] = [
    ["in a template", () => `${password}`],
    ["by String()", () => String(password)],
    // biome-ignore lint/style/useTemplate: it is what is tested
    ["added to a text", () => "Bearer " + password],
    ["as a number", () => String(Number(password))],
    ["as a locale writes it", () => (password as { toLocaleString(): string }).toLocaleString()],
    ["spread, or copied", () => inspect([Object.assign({}, password)])],
    ["sent to a worker, or to a file", () => serialize({ password }).toString("latin1")],
    ["in a URL's query", () => new URLSearchParams({ password: String(password) }).toString()],
    ["encoded", () => Buffer.from(String(password)).toString()],
    ["joined to a text", () => `${["Bearer", password].join(" ")}`],
    ["as JSON", () => JSON.stringify({ password })],
    ["as a key", () => JSON.stringify({ [String(password)]: 1 })],
    ["inspected", () => inspect(password)],
    [
      "inspected inside something, hidden members and all",
      () => inspect({ a: [password] }, { showHidden: true }),
    ],
    [
      "inspected although custom inspection is off",
      () => inspect(password, { customInspect: false, showHidden: true }),
    ],
    [
      "by console.log and its formats",
      () => format("%s %o %O %j %d", password, password, password, password, password),
    ],
    ["in an error's message", () => String(new Error(`refused: ${password}`))],
    ["by its members", () => Object.entries(password).flat().join()],
    ["in a structured clone", () => inspect(structuredClone(password))],
  ];
  it.each(prints)("%s", (_where, print) => {
    expect(print()).not.toContain("hunter22");
  });

  it("in winston's lines, for machines and for people", async () => {
    for (const isTerminal of [false, true]) {
      const { stream, text } = collect();
      const mask = (line: string): string => line;
      const logger = createLogger({ level: "debug", stream, isTerminal, now: () => new Date(0), mask });
      logger.child({ password }).warn(`${password}`, { password, deep: [{ password }] });
      await logger.flush();
      expect(text()).toContain("[secret]");
      expect(text()).not.toContain("hunter22");
    }
  });

  it("but says where it comes from, and gives itself to whoever asks by name", () => {
    expect(password.source).toBe("${env:PASSWORD}");
    expect(password.reveal()).toBe("hunter22-of-the-sea");
    expect(`${password}`).toBe("[secret]");
  });
});
