import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { nameProblems, namesOf, OFFICIAL, wordsOf } from "../src/names.ts";

const messages = (given: string): readonly string[] =>
  nameProblems(wordsOf(given)).map(({ message }) => message);

describe("the name of a plugin", () => {
  test.each(["soap", "testcar-plugin-soap"])("%s is the package testcar-plugin-soap", (given) => {
    expect(namesOf(wordsOf(given))).toEqual({
      package: "testcar-plugin-soap",
      short: "soap",
      word: "soap",
      area: "SOAP",
    });
  });

  test.each(["@acme.io/api-key", "@acme.io/testcar-plugin-api-key"])("%s is in a scope", (given) => {
    expect(namesOf(wordsOf(given))).toEqual({
      package: "@acme.io/testcar-plugin-api-key",
      short: "@acme.io/api-key",
      word: "api-key",
      area: "ACME_IO_API_KEY",
    });
  });

  test.each(["soap", "api-key-2", "a", "@acme/soap", "@a_b.c/soap", "@acme/oauth"])(
    "%s can be one",
    (given) => {
      expect(messages(given)).toEqual([]);
    },
  );

  test.each([
    "",
    "testcar-plugin-",
    "Soap",
    "2soap",
    "soap-",
    "so--ap",
    "soap_2",
    "so ap",
    "../soap",
    "söap",
    "@acme",
    "@acme/so/ap",
    "soap\n",
  ])("%j cannot", (given) => {
    expect(messages(given)).toHaveLength(1);
  });

  test.each(["@Acme/soap", "@.acme/soap", "@a b/soap", "@testcar/soap"])(
    "%s is in a scope that cannot be",
    (given) => {
      expect(messages(given)).toEqual([expect.stringContaining("The scope ")]);
    },
  );

  test("all that is wrong with name and scope is told together", () => {
    expect(messages("@Acme/Soap")).toEqual([
      "The name Soap cannot be that of a plugin",
      "The scope @Acme cannot be one",
    ]);
  });

  test("npm's limit counts the whole of it", () => {
    expect(messages(`@acme/${"a".repeat(193)}`)).toEqual([]);
    expect(messages(`@acme/${"a".repeat(194)}`)).toEqual([expect.stringMatching(/is too long$/)]);
  });

  test("what configurations mean the project's own plugins by is not free, except in a scope", () => {
    expect(messages("oauth")).toEqual([
      "The name oauth is taken: a configuration means @testcar/plugin-oauth by it",
    ]);
    expect([...OFFICIAL]).toEqual(readdirSync(new URL("../../../plugins", import.meta.url)).sort());
  });
});
