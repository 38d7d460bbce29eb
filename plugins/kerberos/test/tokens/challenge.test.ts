import { describe, expect, it } from "@jest/globals";
import { challengeOf, withoutChallenge } from "../../src/tokens/challenge.ts";

const headers = (...challenges: readonly string[]): Headers =>
  new Headers(challenges.map((value) => ["www-authenticate", value]));

describe("what a service says of Negotiate", () => {
  it.each([
    [headers(), undefined],
    [headers("Negotiate"), ""],
    [headers("Negotiate oYG2MIGzoAMKAQA="), "oYG2MIGzoAMKAQA="],
    [headers('Basic realm="a"', "negotiate oYG2/+=="), "oYG2/+=="],
    [headers("Negotiate oYG2", 'Basic realm="Negotiate"'), "oYG2"],
    [headers('Bearer error="Negotiate"'), undefined],
    [headers("NegotiateX oYG2"), undefined],
  ])("is found among other challenges: %#", (given, expected) => {
    expect(challengeOf(given)).toBe(expected);
  });

  it("is taken out, and the other challenges stay", () => {
    const rest = (...challenges: readonly string[]) =>
      withoutChallenge(headers(...challenges)).get("www-authenticate");
    expect(rest("Negotiate oYG2")).toBeNull();
    expect(rest("Negotiate oYG2", 'Basic realm="a", charset="UTF-8"')).toBe(
      'Basic realm="a", charset="UTF-8"',
    );
    expect(rest('Basic realm="a"', "Negotiate oYG2")).toBe('Basic realm="a"');
    expect(rest('Basic realm="a"')).toBe('Basic realm="a"');
    expect(withoutChallenge(new Headers({ "x-other": "1" })).get("x-other")).toBe("1");
  });
});
