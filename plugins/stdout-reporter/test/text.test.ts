import { describe, expect, it } from "@jest/globals";
import type { Plugin } from "@testcar/core";
import { type Behaviour, fail, pass, runSuite, type Setting } from "./runs.ts";

/** What a run prints, with its places made the same everywhere. */
async function print(
  behaviours: Readonly<Record<string, Behaviour>>,
  setting: Partial<Setting> = {},
): Promise<string> {
  const { printed, directory } = await runSuite(behaviours, { format: "text", ...setting });
  return printed.replaceAll(directory, "/srv").replace(/\/\S*\/testcar-[0-9a-f]{8}-\w+/, "/tmp/testcar-RUN");
}

const measured: Behaviour = () => ({
  status: "passed",
  exitCode: 0,
  reasons: [],
  metrics: { requests: 1200, errors: 1, latencyMs: { p95: 12.345 } },
  warnings: [{ code: "X_SLOW", message: "The first request was slow" }],
});

const loud: Behaviour = async (context, test) => {
  for (let count = 1; count <= 12; count += 1) context.print(`line ${count}`);
  context.progress({ phase: "warm up", secondsTotal: 30 });
  context.progress({ phase: "warm up" });
  return fail(context, test);
};

describe("people are told", () => {
  it("of a pass: each test, what it measured, and the verdict", async () => {
    expect(
      await print(
        { "smoke.yml": pass, "load.yml": measured },
        { flags: { target: "http://127.0.0.1:8080" } },
      ),
    ).toMatchInlineSnapshot(`
"testcar 9.9.9: 2 tests, target http://127.0.0.1:8080

  … load.yml
  ✓ load.yml                              0 ms  1200 requests  1 error  p95 12.3 ms
      The first request was slow (X_SLOW)
  … smoke.yml
  ✓ smoke.yml                             0 ms

passed: 2 tests passed
2 passed in 0 ms, exit code 0
"
`);
  });

  it("what to do about the first of several reasons", async () => {
    const reasons = [
      { code: "X_ERRORS", message: "every request failed", hint: "Start the service." },
      { code: "X_THRESHOLD", message: "p95 is unknown", hint: "Look at the slow endpoint." },
    ];
    const text = await print({ "a.yml": () => ({ status: "failed", exitCode: 1, reasons }) });
    expect(text).toContain("every request failed (X_ERRORS)\n      → Start the service.\n");
    expect(text).toContain("p95 is unknown (X_THRESHOLD)\n");
    expect(text).not.toContain("slow endpoint");
  });

  it("of a failure: why, what to do, and the last of what it printed", async () => {
    expect(
      await print({ "a.yml": pass, "b.yml": loud, "c.yml": pass }, { flags: { failFast: true } }),
    ).toMatchInlineSnapshot(`
"testcar 9.9.9: 3 tests

  … a.yml
  ✓ a.yml                                 0 ms
  … b.yml
      warm up (30 s)
  ✗ b.yml                                 0 ms
      p95 is 800 ms, above 200 ms (X_THRESHOLD)
      → Look at the slow endpoint.
      | line 3
      | line 4
      | line 5
      | line 6
      | line 7
      | line 8
      | line 9
      | line 10
      | line 11
      | line 12
  - c.yml
      Not started: b.yml did not pass (--fail-fast) (TESTCAR_RUN_SKIPPED)
      → See what stopped the run.

failed: 1 of 3 tests failed: b.yml: p95 is 800 ms, above 200 ms
1 passed, 1 failed, 1 skipped in 0 ms, exit code 1
What the tests printed: /tmp/testcar-RUN/output
"
`);
  });

  it("as many lines of it as they want", async () => {
    const config = "plugins: [[stdout-reporter, { outputLines: 2 }]]\n";
    const some = await print({ "b.yml": loud }, { config });
    expect(some.match(/\| line \d+/g)).toEqual(["| line 11", "| line 12"]);
    const none = await print({ "b.yml": loud }, { config: config.replace("2", "0") });
    expect(none).not.toContain("| line");
  });

  it("what is wrong with the configuration, all of it, and what to do", async () => {
    const config = "concurency: 2\nplugins: [artilery-runner]\n";
    expect(await print({ "a.yml": pass }, { config })).toMatchInlineSnapshot(`
"
error: testcar.config.yaml: concurency: unknown key (and 1 more problem)
      testcar.config.yaml: concurency: unknown key (TESTCAR_CONFIG_INVALID)
      → Did you mean concurrency?
      testcar.config.yaml: plugins[0]: there is no plugin artilery-runner (looked for @testcar/plugin-artilery-runner, testcar-plugin-artilery-runner) (TESTCAR_PLUGIN_NOT_FOUND)
      → Did you mean artillery-runner? Otherwise: npm install --save-dev @testcar/plugin-artilery-runner
no tests in 0 ms, exit code 2
"
`);
  });

  it("that there are no tests", async () => {
    expect(await print({})).toMatchInlineSnapshot(`
"
error: No tests in /srv/tests: its only file is no test (TESTCAR_RUN_NO_TESTS)
      → testcar list says what was found and why it was ignored. --allow-empty lets such a run pass.
no tests in 0 ms, exit code 5
"
`);
  });

  it("what looks like a test and is none, and what else to know", async () => {
    const watch: Plugin = {
      name: "watch",
      apiVersion: 1,
      apply({ hooks }) {
        hooks.discover.tap("watch", (suite) => ({
          ...suite,
          ignored: [
            ...suite.ignored,
            { path: "readme.md", reason: "its first line is no title", suspicious: true },
          ],
        }));
        hooks.preflight.tap("watch", ({ warn }) =>
          warn({ code: "X_OLD", message: "The target is old", hint: "Renew it." }),
        );
      },
    };
    expect(await print({ "a.yml": pass }, { plugins: [watch] })).toMatchInlineSnapshot(`
"testcar 9.9.9: 1 test

  … a.yml
  ✓ a.yml                                 0 ms
  ? readme.md: its first line is no title
      The target is old (X_OLD)
      → Renew it.

passed: 1 test passed
1 passed in 0 ms, exit code 0
"
`);
  });

  it("which policy turned an exit code 0 into a failure", async () => {
    const policy: Behaviour = () => ({
      status: "failed",
      exitCode: 0,
      reasons: [{ code: "X_NO_REQUEST", message: "No request was made", policy: "no-requests" }],
    });
    expect(await print({ "a.yml": policy })).toContain(
      "No request was made (X_NO_REQUEST, policy no-requests)",
    );
  });

  it("how much a loud test printed that is not shown", async () => {
    const floods: Behaviour = async (context, test) => {
      for (let count = 1; count <= 3000; count += 1) context.print(`line ${count}`);
      for (let count = 1; count <= 3; count += 1) context.print("x".repeat(6000));
      return fail(context, test);
    };
    expect(await print({ "a.yml": floods })).toMatch(/\| … \d+ lines left out\n/);
  });
});

describe("nothing that a test prints or is called", () => {
  it("moves the cursor, fakes a line or turns the direction of writing", async () => {
    const hostile: Behaviour = async (context, test) => {
      context.print("\u001b[2J\rpassed: all fine\u009b\u202e\u2028");
      const result = await fail(context, test);
      return { ...result, reasons: [{ code: "X", message: "a\n\u001b[32mpassed\u001b[0m", hint: "b\rc" }] };
    };
    const printed = await print({ "a\u001b[1mb\n.yml": hostile });
    expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect(printed).not.toMatch(/^\s*passed/m);
    expect(printed).toMatch(/^failed: 1 of 1 test failed/m);
  });
});

describe("colours", () => {
  it.each([true, false])("are there when they are wanted (%s)", async (isColoured) => {
    const terminal = { isColoured, isLive: false, divert: () => undefined };
    const printed = await print({ a: pass, b: fail }, { terminal });
    expect(printed.includes("\u001b[32m✓")).toBe(isColoured);
    expect(printed.includes("\u001b")).toBe(isColoured);
  });

  it("are not the reporter's own idea, whatever the environment says", async () => {
    const before = process.env["FORCE_COLOR"];
    process.env["FORCE_COLOR"] = "1";
    const printed = await print({ a: pass, b: fail });
    if (before === undefined) delete process.env["FORCE_COLOR"];
    else process.env["FORCE_COLOR"] = before;
    expect(printed).not.toContain("\u001b");
  });
});
