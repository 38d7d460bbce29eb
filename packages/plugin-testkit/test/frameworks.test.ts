import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { execa } from "execa";
import { describePlugin } from "../src/index.ts";
import { rules } from "../src/rules.ts";
import { cases, plugin } from "./bad/bad-plugin.ts";

// With jest's own global functions.
describePlugin(plugin(), cases);

const nodeTest = (file: string) =>
  execa(
    process.execPath,
    [
      "--conditions=testcar:source",
      "--test",
      "--test-reporter=tap",
      fileURLToPath(new URL(`frameworks/${file}`, import.meta.url)),
    ],
    { reject: false, env: { NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined } },
  );

describe("node:test", () => {
  it("checks a good plugin", async () => {
    const { exitCode, stdout } = await nodeTest("good.node-test.ts");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    for (const { name, applies } of rules) {
      if (applies === undefined) expect(stdout).toMatch(new RegExp(`^ *ok \\d+ - ${name}`, "m"));
    }
  });

  it("fails with a bad one, and says why", async () => {
    const { exitCode, stdout } = await nodeTest("bad.node-test.ts");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/not ok \d+ - prints nothing past the hooks/);
    expect(stdout).toContain("soap prints by process.stdout");
    expect(stdout.match(/^ +not ok /gm)).toHaveLength(1);
  });
});

describe("a framework without global functions", () => {
  it("is asked for them", () => {
    const { describe: kept } = globalThis as { describe?: unknown };
    Reflect.deleteProperty(globalThis, "describe");
    try {
      expect(() => describePlugin(plugin(), cases)).toThrow(/give them to describePlugin/);
    } finally {
      Reflect.set(globalThis, "describe", kept);
    }
  });
});
