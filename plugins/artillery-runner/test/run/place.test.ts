import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findPlace, needsTypeScript } from "../../src/run/place.ts";
import { makeTest } from "./make-test.ts";
import { makeDirectory } from "./temporary.ts";

describe("findPlace", () => {
  const files = { "api/smoke.yml": "a", "config.yml": "b" };
  const data = { format: "yaml", sharedConfig: "config.yml", files: ["config.yml"] } as const;

  test("runs a test where it lies", async () => {
    const testsDirectory = makeDirectory(files);
    const context = { testsDirectory, workDirectory: makeDirectory() };
    const smoke = makeTest(testsDirectory, "api/smoke.yml");
    expect(await findPlace(smoke, data, context, {}, "/")).toEqual({
      directory: testsDirectory,
      isCopy: false,
      script: join(testsDirectory, "api/smoke.yml"),
      configFile: join(testsDirectory, "config.yml"),
    });
  });

  test("runs it in a copy on request, with the shared configuration of the copy", async () => {
    const testsDirectory = makeDirectory(files);
    const context = { testsDirectory, workDirectory: makeDirectory() };
    const smoke = makeTest(testsDirectory, "api/smoke.yml");
    const place = await findPlace(smoke, data, context, { workingCopy: "always" }, "/");
    expect(place.directory).toBe(join(context.workDirectory, "copy", testsDirectory));
    expect(place).toMatchObject({
      isCopy: true,
      script: join(place.directory, "api/smoke.yml"),
      configFile: join(place.directory, "config.yml"),
    });
  });

  test("leaves a configuration from elsewhere where it is", async () => {
    const testsDirectory = makeDirectory(files);
    const context = { testsDirectory, workDirectory: makeDirectory() };
    const options = { workingCopy: "always", configFile: "shared.yml" } as const;
    const place = await findPlace(
      makeTest(testsDirectory, "api/smoke.yml"),
      data,
      context,
      options,
      "/etc/testcar",
    );
    expect(place.configFile).toBe("/etc/testcar/shared.yml");
  });
});

test.each([
  ["smoke.ts", [], undefined, true],
  ["smoke.yml", ["lib/processor.ts"], undefined, true],
  ["smoke.yml", [], { config: { processor: "./p.ts" } }, true],
  ["smoke.yml", ["processor.js", "users.csv"], { config: { target: "http://sut" } }, false],
])("tells whether %s with %j and overrides %j needs TypeScript: %s", (path, files, overrides, needs) => {
  expect(needsTypeScript(makeTest("/tests", path), { format: "yaml", files }, overrides)).toBe(needs);
});
