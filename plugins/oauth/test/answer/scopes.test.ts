import { describe, expect, test } from "@jest/globals";
import { compareScopes, grantedScope } from "../../src/answer/scopes.ts";

const jwt = (header: object, claims: object): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

describe("the scopes of a token", () => {
  test.each<[string, string | undefined, string, string | undefined]>([
    ["are those of the answer", "a", jwt({}, { scope: "b" }), "a"],
    ["are the JWT's when the answer has none", undefined, jwt({}, { scope: "b" }), "b"],
    ["are the JWT's scp", undefined, jwt({}, { scp: "b c" }), "b c"],
    ["are the JWT's list of scp", undefined, jwt({}, { scp: ["b", "c"] }), "b c"],
    ["are none in an RFC 9068 token that names none", undefined, jwt({ typ: "at+jwt" }, {}), ""],
    [
      "are those asked for, by a JWT of another kind that names none",
      undefined,
      jwt({ typ: "JWT" }, {}),
      "asked",
    ],
    ["are those asked for, by a token that says nothing", undefined, "opaque", "asked"],
  ])("%s", (_what, answered, token, expected) => {
    expect(grantedScope(answered, token, "asked")).toBe(expected);
  });

  test.each<[string, string | undefined, string | undefined, ReturnType<typeof compareScopes>]>([
    ["the same, in another order", "a b", "b a", undefined],
    ["nothing asked for", undefined, "a", undefined],
    ["one missing", "a b", "a", { missing: ["b"], added: [] }],
    ["all missing", "a", "", { missing: ["a"], added: [] }],
    ["one added", "a", "a openid", { missing: [], added: ["openid"] }],
    [
      "a word that is no scope",
      "a",
      `a <b> ${"x".repeat(70)}`,
      { missing: [], added: ["another one", "another one"] },
    ],
  ])("are compared: %s", (_what, asked, granted, expected) => {
    expect(compareScopes(asked, granted)).toEqual(expected);
  });
});
