import { describe, expect, test } from "@jest/globals";
import { checksOf, countersOf } from "../src/report/checks.ts";
import { readJunit } from "../src/report/junit.ts";
import { createTapReader } from "../src/report/tap.ts";

describe("JUnit XML", () => {
  test("of pytest: failures and errors with their messages, and what was skipped", () => {
    const report =
      readJunit(`<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1">
      <testcase classname="test_a" name="ok"/>
      <testcase classname="test_a" name="bad"><failure message="assert &quot;a&quot; &lt; 2&#10;second">more</failure></testcase>
      <testcase classname="test_a" name="skip"><skipped message="later"/></testcase>
      <testcase classname="test_a" name="err"><error message="no db"/></testcase></testsuite></testsuites>`);
    expect(report).toEqual({
      cases: [
        { name: "test_a > ok", status: "passed" },
        { name: "test_a > bad", status: "failed", detail: 'assert "a" < 2\nsecond' },
        { name: "test_a > skip", status: "skipped" },
        { name: "test_a > err", status: "failed", detail: "no db" },
      ],
      others: [],
    });
  });

  test("of newman: a request that came to nothing is in the numbers only", () => {
    const report =
      readJunit(`<testsuites name="shop"><testsuite name="dead" tests="0" failures="0" errors="1">
      <system-err><![CDATA[<!DOCTYPE html> connect ECONNREFUSED]]></system-err></testsuite></testsuites>`);
    expect(report).toEqual({ cases: [], others: ["dead: 1 failed outside of its cases"] });
  });

  test("of Node: what is to be done is no failure, and suites are nested", () => {
    const report = readJunit(`<testsuites><testsuite name="orders" failures="1">
      <testcase name="some day" classname="orders"><skipped type="todo" message="true"/><failure message="x"/></testcase>
      <testsuite name="inner"><testcase name="ok" classname="test" file="/t/a.mjs"/></testsuite></testsuite></testsuites>`);
    expect(report).toEqual({
      cases: [
        { name: "orders > some day", status: "skipped" },
        { name: "ok", status: "passed" },
      ],
      others: [],
    });
  });

  test("of Node: a file without any test is no case", () => {
    const file = "/t/none.test.mjs";
    const report = (name: string) =>
      readJunit(`<testsuites><testcase name="${name}" classname="test" file="${file}"/></testsuites>`);
    expect(report(file)).toEqual({ cases: [], others: [] });
    expect(report("none.test.mjs")).toEqual({ cases: [], others: [] });
  });

  test.each([
    ["", "it holds no XML"],
    ["Error: usage", "it holds no XML"],
    ["<html></html>", "it is no JUnit XML: its root is neither testsuites nor testsuite"],
    ["<testsuites><testsuite>", expect.stringMatching(/^it is no well-formed XML/)],
    ['<testsuite><testcase name="a"/></testsuite', expect.stringMatching(/^it is no well-formed XML/)],
    [
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>',
      "it has a document type definition",
    ],
    ["<testsuite>".repeat(5000) + "</testsuite>".repeat(5000), expect.any(String)],
  ])("%j cannot be read", (text, reason) => {
    expect(readJunit(text)).toEqual(reason);
  });

  test("the reason never holds what a test wrote", () => {
    for (const text of [
      "<hunter22",
      "<a></hunter22>",
      "<testsuite hunter22></testsuite>",
      "<testsuite>&hunter22",
    ])
      expect(JSON.stringify(readJunit(text))).not.toContain("hunter22");
  });

  test("names of prototypes are names of cases, and harm nobody as elements", () => {
    const named = readJunit(
      '<testsuite><testcase name="__proto__"/><testcase name="constructor"/></testsuite>',
    );
    expect(named).toMatchObject({ cases: [{ name: "__proto__" }, { name: "constructor" }] });
    readJunit("<testsuite><__proto__><polluted/></__proto__><constructor/></testsuite>");
    expect("polluted" in {}).toBe(false);
  });
});

describe("TAP", () => {
  const read = (text: string, file?: string) => {
    const reader = createTapReader(file);
    // In pieces, as a process prints it.
    for (let start = 0; start < text.length; start += 7) reader.add(text.slice(start, start + 7));
    return reader.end();
  };

  test("of Node: subtests are cases, and the groups are not", () => {
    const report = read(`TAP version 13
# Subtest: orders
    # Subtest: lists
    ok 1 - lists
    # Subtest: fails
    not ok 2 - fails
      ---
      error: '1 == 2'
      ...
    ok 3 - later # SKIP
    not ok 4 - some day # TODO
    1..4
not ok 1 - orders
1..1
`);
    expect(report).toEqual({
      cases: [
        { name: "orders > lists", status: "passed" },
        { name: "orders > fails", status: "failed", detail: "1 == 2" },
        { name: "orders > later", status: "skipped" },
        { name: "orders > some day", status: "skipped" },
      ],
      others: [],
    });
  });

  test("a group that fails although its cases passed is a failure", () => {
    const report = read("# Subtest: a\n    ok 1 - b\n    1..1\nnot ok 1 - a\n1..1\n");
    expect(report).toMatchObject({ cases: [{ status: "passed" }, { name: "a", status: "failed" }] });
  });

  test("of Node: a file without any test is no case", () => {
    const tap = "ok 1 - /t/none.mjs\n  ---\n  duration_ms: 4\n  type: 'test'\n  ...\n1..1\n";
    expect(read(tap, "/t/none.mjs")).toEqual({ cases: [], others: [] });
    expect(read(tap, "/t/other.mjs")).toMatchObject({ cases: [{ status: "passed" }] });
  });

  test.each([
    ["ok 1 - a\n1..2\n", /^the TAP is not complete/],
    ["ok 1 - a\n", /^the TAP is not complete/],
    ["ok 1 - a\nBail out! no database\n", /^it bailed out: no database/],
  ])("that does not come to its end is a failure: %j", (tap, reason) => {
    expect(read(tap)).toMatchObject({ others: [expect.stringMatching(reason)] });
  });

  test("a plan of nothing is no case", () => {
    expect(read("1..0 # SKIP no database\n")).toEqual({ cases: [], others: [] });
  });

  test("what is no TAP is not taken for any", () => {
    expect(read("hello\n")).toBe("it holds no TAP");
    expect(read("")).toBe("it holds no TAP");
  });

  test("data that is attached to a case is never run", () => {
    const tap = `not ok 1 - a\n  ---\n  error: !function |-\n    "f"\n    () => { globalThis.ran = true }\n  ...\n1..1\n`;
    expect(read(tap)).toMatchObject({ cases: [{ name: "a", status: "failed" }] });
    expect("ran" in globalThis).toBe(false);
  });
});

describe("checks", () => {
  test("failed cases come first, and keep their names when there is no room for more details", () => {
    const cases = Array.from({ length: 3000 }, (_, index) =>
      index < 1500
        ? ({ name: `p${index}`, status: "passed" } as const)
        : ({ name: `f${index}`, status: "failed", detail: "x".repeat(900) } as const),
    );
    const checks = checksOf({ cases, others: [] });
    expect(checks).toHaveLength(1000);
    expect(checks.every(({ status }) => status === "failed")).toBe(true);
    expect(checks.filter(({ detail }) => detail !== undefined)).toHaveLength(3);
    expect(countersOf({ cases, others: [] })).toEqual({
      cases: 3000,
      passed: 1500,
      failed: 1500,
      skipped: 0,
    });
  });

  test("no name and no detail is cut, since a part of a secret is not masked", () => {
    const cases = [{ name: "n".repeat(5000), status: "failed", detail: "d".repeat(5000) }] as const;
    expect(checksOf({ cases, others: [] })).toEqual([{ name: "case 1", status: "failed" }]);
  });
});
