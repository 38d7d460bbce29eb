import { describe, expect, it } from "@jest/globals";
import type { ProgressEvent, Test, TestProgress, TestStatus } from "@testcar/core";
import { frameLines } from "../../src/live/frame.ts";
import { fitted, usable } from "../../src/live/layout.ts";
import { Standing } from "../../src/live/standing.ts";
import { paintWith } from "../../src/paint.ts";

const testOf = (id: string): Test => {
  const file = { path: id, absolutePath: `/${id}`, size: 0, extension: "", text: async () => "" };
  return { id, name: id, runner: "x", file };
};

const started = (id: string): ProgressEvent => ({ type: "test.started", test: testOf(id), startedAt: "" });
const progress = (id: string, so: TestProgress): ProgressEvent => ({
  type: "test.progress",
  test: testOf(id),
  progress: so,
});
const finished = (id: string, status: TestStatus): ProgressEvent => ({
  type: "test.finished",
  report: { test: testOf(id), status, exitCode: 0, reasons: [], durationMs: 0 },
});
const runStarted: ProgressEvent = { type: "run.started", runId: "", startedAt: "", plugins: [] };
const discovered = (...ids: readonly string[]): ProgressEvent => ({
  type: "tests.discovered",
  tests: ids.map(testOf),
  ignored: [],
});

/** The frame, 65 seconds after everything has happened. */
function frame(events: readonly ProgressEvent[], { columns = 80, rows = 24 } = {}): readonly string[] {
  const standing = new Standing();
  for (const event of [runStarted, ...events]) standing.add(event, 1000);
  const names = standing.tests?.map(({ name }) => name) ?? [];
  const width = usable(columns);
  const layout = fitted(width, names, paintWith(false));
  return frameLines(standing, { layout, now: 66_999, rows, columns: width });
}

const load = { phase: "steady load", secondsDone: 15, secondsTotal: 60, requests: 1204, errors: 3 };

describe("a frame says", () => {
  it.each([
    ["that tests are looked for", [], "Looking for tests"],
    ["that credentials and the service are waited for", [discovered("a")], "Getting ready"],
    ["that the tests are over", [discovered("a"), finished("a", "passed")], "Reporting"],
  ])("%s", (_what, events, words) => {
    expect(frame(events)).toEqual(["", `  ${words}  1 min 5 s`]);
  });

  it("what runs and how long, how far it is, and how many tests ended how", () => {
    const events = [
      discovered("a.yml", "b.yml", "c.yml", "d.yml"),
      started("a.yml"),
      finished("a.yml", "passed"),
      started("b.yml"),
      finished("b.yml", "failed"),
      started("c.yml"),
      started("d.yml"),
      progress("d.yml", load),
    ];
    expect(frame(events).join("\n")).toBe(
      [
        "  … c.yml            1 min 5 s",
        "  … d.yml            1 min 5 s",
        "    ━━━━━───────────────  15 of 60 s  1204 requests  3 errors  steady load",
        "",
        "  2 of 4 tests done  1 passed  1 failed  1 min 5 s",
      ].join("\n"),
    );
  });

  it.each<readonly [TestProgress, string]>([
    [{ secondsDone: 0, secondsTotal: 60, requests: 0, errors: 0 }, ""],
    [{ phase: "warm up" }, "    warm up"],
    [{ requests: 1, errors: 0 }, "    1 request"],
    [{ secondsDone: 70.9, secondsTotal: 60 }, "    ━━━━━━━━━━━━━━━━━━━━  70 of 60 s"],
    [{ secondsDone: 3, secondsTotal: 0, phase: "\u001b[2J" }, "    \\u{1b}[2J"],
  ])("of %j what there is to say", (so, line) => {
    expect(frame([discovered("a"), started("a"), progress("a", so)])[1]).toBe(line);
  });

  it("nothing of a test that is over when its runner still tells of it", () => {
    const late = [started("a"), finished("a", "passed"), progress("a", load)];
    expect(frame([discovered("a", "b"), ...late]).join("\n")).not.toContain("requests");
  });
});

describe("a frame fits", () => {
  const long = "orders/what-a-customer-does-on-a-busy-monday-morning.yml";
  const busy = [discovered(long), started(long), progress(long, { ...load, phase: "load ".repeat(40) })];

  it("40 columns: no bar, and the middle of a name and the end of a line are left out", () => {
    expect(frame(busy, { columns: 40 })).toEqual([
      "  … orders/…ing.yml 1 min 5 s",
      "    15 of 60 s  1204 requests  3 error…",
      "",
      "  0 of 1 test done  1 min 5 s",
    ]);
  });

  it("200 columns: the whole name", () => {
    expect(frame(busy, { columns: 200 })[0]).toBe(`  … ${long} 1 min 5 s`);
  });

  it("few rows: some of the tests, how many more there are, and the counts", () => {
    const ids = Array.from({ length: 12 }, (_none, index) => `t${index}`);
    const all = [discovered(...ids), ...ids.map(started)];
    const names = (rows: number) =>
      frame(all, { rows }).map((line) => line.trim().split(/ {2,}/, 1)[0] ?? "");
    expect(names(9)).toEqual(["… t0", "… t1", "and 10 more", "", "0 of 12 tests done"]);
    expect(names(100)).toHaveLength(8 + 3);
    expect(names(3)).toEqual(["", "0 of 12 tests done"]);
    expect(names(1)).toEqual(["0 of 12 tests done"]);
  });
});
