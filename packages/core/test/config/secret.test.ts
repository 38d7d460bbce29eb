// oxlint-disable typescript/restrict-template-expressions -- it is what careless code does
import { format, inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { Secret } from "../../src/config/secret.ts";

const password = new Secret("hunter22-of-the-sea", "${env:PASSWORD}");

describe("a secret is printed nowhere", () => {
  const prints: readonly (readonly [string, () => string])[] = [
    ["in a template", () => `${password}`],
    ["by String()", () => String(password)],
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

  it("but says where it comes from, and gives itself to whoever asks by name", () => {
    expect(password.source).toBe("${env:PASSWORD}");
    expect(password.reveal()).toBe("hunter22-of-the-sea");
    expect(`${password}`).toBe("[secret]");
  });
});
