import { expect, test } from "@jest/globals";
import { endOf, lifetimeOf } from "../../src/answer/lifetime.ts";

test.each<[unknown, ReturnType<typeof lifetimeOf>]>([
  [300, { seconds: 300 }],
  [0.5, { seconds: 0.5 }],
  // As Microsoft's first version writes it.
  ["3599", { seconds: 3599 }],
  [undefined, "unknown"],
  [null, "unknown"],
  [0, "nonsense"],
  [-1, "nonsense"],
  [1e300, "nonsense"],
  ["soon", "nonsense"],
  ["0", "nonsense"],
  [{}, "nonsense"],
])("expires_in %j is %j", (expiresIn, expected) => {
  expect(lifetimeOf(expiresIn)).toEqual(expected);
});

test("a token ends by the whole seconds that servers count in", () => {
  const askedAt = new Date("2026-01-05T10:00:00.900Z");
  expect(endOf(askedAt, 3).toISOString()).toBe("2026-01-05T10:00:03.000Z");
  expect(endOf(askedAt, 1).toISOString()).toBe("2026-01-05T10:00:01.900Z");
});
