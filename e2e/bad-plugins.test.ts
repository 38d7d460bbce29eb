import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type BadPluginCase, cases } from "./bad-plugins/cases.ts";
import { type BadPluginResult, runBadPlugins } from "./bad-plugins/run.ts";

const page = readFileSync(new URL("../docs/bad-plugins.md", import.meta.url), "utf8");

/** An agent's log has to stay below 1 MiB: after a rotation, the Kubernetes API gives nothing back. */
const MAX_LOG_BYTES = 1024 * 1024;

describe("the table of bad plugins", () => {
  let results: ReadonlyMap<BadPluginCase, BadPluginResult> = new Map();
  beforeAll(async () => {
    results = await runBadPlugins(cases);
  }, 400_000);

  it.each(cases.map((each) => [`${each.plugin} ${each.does}`, each] as const))("%s", (_title, each) => {
    const result = results.get(each);
    if (result === undefined) throw new Error("it was not run");
    const { verdict, exitCode, reading, codes, stdout, stderr } = result;
    expect(verdict).toBe(each.verdict ?? "unclear");
    // Only a run that is passed ends with 0, and only then does a reader say so.
    expect(exitCode === 0).toBe(verdict === "passed");
    if (each.verdict !== null) {
      expect({ completeness: reading.completeness, exitCode: reading.exitCode }).toEqual({
        completeness: "complete",
        exitCode,
      });
    }
    if (each.failing === true) expect(verdict).not.toBe("passed");
    if (each.code !== undefined) expect(codes).toContain(each.code);
    // Who did it is said where somebody looks.
    expect(`${JSON.stringify(reading)}${stdout}${stderr}`).toContain(each.says ?? each.plugin);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
    expect(Buffer.byteLength(stdout) + Buffer.byteLength(stderr)).toBeLessThan(MAX_LOG_BYTES);
    // The page says the same.
    const row = page.split("\n").find((line) => line.startsWith(`| ${each.plugin} | ${each.does} |`));
    expect(row?.split(" | ").slice(2, 4)).toEqual([verdict, String(exitCode ?? "killed")]);
  });
});
