import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { type Reading, readLog } from "@testcar/report";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs the example as its reader does. */
const runExample = (
  ...args: readonly string[]
): Promise<{ code: unknown; stdout: string; stderr: string; reading: Reading }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["scripts/example.js", "oauth", ...args],
      { cwd: root },
      (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr, reading: readLog(stdout) }),
    );
  });

describe("examples/oauth", () => {
  test("passes with the token that the plugin got, which nobody sees", async () => {
    const { code, stdout, stderr, reading } = await runExample();
    expect({ code, verdict: reading.verdict }).toEqual({ code: 0, verdict: "passed" });
    expect(reading.tests[0]).toMatchObject({ status: "passed", metrics: { codes: { 200: 6 } } });
    expect(`${stdout}${stderr}`).not.toMatch(/eyJ|basic-client-secret/);
  });

  test("fails without it, because of 401s", async () => {
    const { code, reading } = await runExample("--config", "without-token.yaml");
    expect(code).toBe(1);
    expect(reading.tests[0]).toMatchObject({ status: "failed", metrics: { codes: { 401: 6 } } });
  });
});
