import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findArtillery, isSupported } from "../../src/run/artillery.ts";
import { makeDirectory } from "./temporary.ts";

const install = (version: string, bin: unknown = { artillery: "./bin/run" }) =>
  makeDirectory({
    "node_modules/artillery/package.json": JSON.stringify({ name: "artillery", version, bin }),
    "tests/smoke.yml": "",
  });

describe("findArtillery", () => {
  test("takes the one that the tests would find, before the configuration's", () => {
    const [near, far] = [install("2.0.34"), install("2.0.30")];
    expect(findArtillery([join(near, "tests"), far])).toEqual({
      version: "2.0.34",
      directory: join(near, "node_modules/artillery"),
      bin: join(near, "node_modules/artillery/bin/run"),
    });
  });

  test("goes on to the next directory when there is none", () => {
    const far = install("2.0.30", "bin/run");
    expect(findArtillery([makeDirectory(), far])).toMatchObject({ version: "2.0.30" });
  });

  test("says where it has looked", () => {
    const [first, second] = [makeDirectory(), makeDirectory()];
    expect(() => findArtillery([first, second, first])).toThrow(
      expect.objectContaining({
        code: "TESTCAR_ARTILLERY_NOT_INSTALLED",
        message: expect.stringContaining(`${first}, ${second}`),
      }),
    );
  });

  test("refuses a version that it does not know", () => {
    expect(() => findArtillery([install("1.7.9")])).toThrow(
      expect.objectContaining({ code: "TESTCAR_ARTILLERY_VERSION" }),
    );
  });
});

test.each([
  ["2.0.22", true],
  ["2.0.34", true],
  ["2.1.0-rc.1", true],
  ["2.0.21", false],
  ["1.7.9", false],
  ["3.0.0", false],
  ["undefined", false],
])("supports %s: %s", (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
