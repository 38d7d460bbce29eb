import { describe, expect, it, test } from "@jest/globals";
import { printed, runReport, testReport } from "../../../packages/core/test/reports.ts";
import { renderReport } from "../src/report.ts";
import { find, invalid } from "./xmllint.ts";

const settings = { suiteName: "shop", agent: { version: "9.9.9", node: "v24.0.0" } };

/** The report, proved to be valid. */
async function render(...run: Parameters<typeof runReport>): Promise<string> {
  const report = runReport(...run);
  const xml = await renderReport(report, report, settings);
  expect(invalid(xml)).toBe("");
  return xml;
}

const failed = { verdict: "failed", exitCode: 1, reason: "1 of 2 tests failed" } as const;

describe("the report", () => {
  it("says of a pass what ran where, and how long it took", async () => {
    const checks = [{ name: "p95 < 200", status: "passed" as const, passed: 3, failed: 0 }];
    const xml = await render(
      [testReport("passed", "a.yml", { checks })],
      {},
      { target: "http://127.0.0.1:8080" },
    );
    expect(xml).toMatchInlineSnapshot(`
"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop" tests="1" failures="0" errors="0" time="5.678">
<testsuite name="shop" tests="1" failures="0" errors="0" time="5.678" skipped="0" timestamp="2026-11-22T12:00:00.000Z">
<properties>
<property name="testcar.run" value="c125fddb-4aa7-4fc9-9ee0-7ff04132fa7e"/>
<property name="testcar.verdict" value="passed"/>
<property name="testcar.exitCode" value="0"/>
<property name="testcar.reason" value="all is well"/>
<property name="testcar.target" value="http://127.0.0.1:8080"/>
<property name="testcar.version" value="9.9.9"/>
<property name="testcar.node" value="v24.0.0"/>
</properties>
<testcase name="a.yml" classname="shop.soap" time="1.234" assertions="1">
<system-out>
Checks:
ok: p95 &lt; 200 (3 ok, 0 not)
</system-out>
</testcase>
</testsuite>
</testsuites>
"
`);
  });

  it("says of a failure why, what to do, which checks did not hold, and what was printed", async () => {
    const reasons = [
      { code: "X_SLOW", message: "p95 is 800 ms", hint: "Look at the slow endpoint.", plugin: "soap" },
      { code: "X_MORE", message: "and more" },
    ];
    const checks = [
      { name: "p95", status: "failed" as const, detail: "800 > 200" },
      { name: "codes", status: "passed" as const },
    ];
    const report = testReport("failed", "a.yml", {
      reasons,
      checks,
      output: printed("one\n\u001b[31mtwo <&>\n"),
    });
    const xml = await render([report, testReport("passed", "b.yml")], failed);
    expect(find(xml, "//testcase[1]/failure/@message")).toBe("p95 is 800 ms");
    expect(find(xml, "//testcase[1]/failure/@type")).toBe("X_SLOW");
    expect(find(xml, "//testcase[1]/failure")).toBe(
      [
        "failed",
        "X_SLOW (soap): p95 is 800 ms",
        "  → Look at the slow endpoint.",
        "X_MORE: and more",
        "",
        "Exit code 1",
        "",
        "Checks:",
        "not ok: p95: 800 > 200",
        "ok: codes",
        "",
      ]
        .join("\n")
        .trimEnd(),
    );
    expect(find(xml, "//testcase[1]/system-out")).toBe("one\ntwo <&>");
    expect(find(xml, "count(//testcase)")).toBe("2");
    expect(find(xml, "/testsuites/@failures")).toBe("1");
  });

  it.each(["error", "timed-out", "interrupted"] as const)(
    "has a test that is %s as an error",
    async (status) => {
      const xml = await render([testReport(status, "a.yml")], { verdict: status, exitCode: 6 });
      expect(find(xml, "//testcase/error/@message")).toBe(`a.yml is ${status}`);
      expect(find(xml, "//testsuite/@errors")).toBe("1");
      expect(find(xml, "count(//testcase)")).toBe("1");
    },
  );

  it("never lets a run that is not passed look like one: what is no test's is an error of its own", async () => {
    const reasons = [{ code: "X_TOKEN", message: "no token", hint: "Ask for one." }];
    const xml = await render([], { verdict: "error", exitCode: 4, reason: "no token", reasons });
    expect(find(xml, "//testcase/@name")).toBe("the run");
    expect(find(xml, "//testcase/error")).toBe("error\nX_TOKEN: no token\n  → Ask for one.");
    expect(find(xml, "/testsuites/@errors")).toBe("1");
    expect(find(xml, "/testsuites/@tests")).toBe("1");
  });

  it("has tests that were never started as skipped, and the run as an error", async () => {
    const tests = [testReport("passed", "a.yml"), testReport("skipped", "b.yml", { durationMs: 0 })];
    const stopped = { code: "X_STOPPED", message: "The run was stopped by SIGTERM" };
    const xml = await render(tests, { verdict: "interrupted", exitCode: 143, reasons: [stopped] });
    expect(find(xml, "//testcase[2]/skipped")).toBe("X_SKIPPED: b.yml is skipped");
    expect(find(xml, "//testcase[3]/error/@message")).toBe("The run was stopped by SIGTERM");
    expect(find(xml, "concat(//testsuite/@tests, ' ', //testsuite/@skipped, ' ', //testsuite/@errors)")).toBe(
      "3 1 1",
    );
  });

  it("tells tests of the same name apart, which GitLab would take for one", async () => {
    const tests = [
      testReport("passed", "a.yml", { name: "smoke" }),
      testReport("passed", "b.yml", { name: "smoke" }),
    ];
    const xml = await render(tests);
    expect([1, 2].map((n) => find(xml, `//testcase[${n}]/@name`))).toEqual([
      "smoke (a.yml)",
      "smoke (b.yml)",
    ]);
  });

  it("holds the warnings of the run and of its tests", async () => {
    const warnings = [{ code: "X_OLD", message: "The target is old" }];
    const xml = await render([testReport("passed", "a.yml", { warnings })], {}, { warnings });
    expect(find(xml, "//testsuite/system-out")).toContain("X_OLD: The target is old");
    expect(find(xml, "//testcase/system-out")).toContain("X_OLD: The target is old");
  });

  it("stays valid whatever a test is called and prints", async () => {
    const hostile = '\u0000\u001b[2J]]><!--&amp;"\ufffe\ud800';
    const reasons = [{ code: hostile, message: hostile, hint: hostile }];
    const checks = [{ name: hostile, status: "failed" as const, detail: hostile }];
    const tests = [testReport("failed", hostile, { reasons, checks, output: printed(hostile) })];
    await render(tests, { ...failed, reason: hostile });
  });
});

test("the schema of the tests finds what is wrong", () => {
  expect(invalid('<testsuites><testsuite name="a"/></testsuites>')).toContain("'tests' is required");
});
