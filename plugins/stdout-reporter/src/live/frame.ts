import type { TestProgress } from "@testcar/core";
import { plainText } from "@testcar/report";
import type { Layout } from "../layout.ts";
import { count, formatSeconds } from "../numbers.ts";
import { MARKS, type Paint } from "../paint.ts";
import type { RunningTest, Standing } from "./standing.ts";

/** What a frame depends on beside where the run stands. */
export interface Surroundings {
  readonly layout: Layout;
  /** On the clock of the standing. */
  readonly now: number;
  /** Of the terminal. */
  readonly rows: number;
  /** That lines may use. */
  readonly columns: number;
}

/** More tests at once nobody follows. */
const MOST_TESTS = 8;

/** Rows of a frame beside those of tests: an empty one, "and N more", an empty one, the counts, and the cursor's. */
const OTHER_ROWS = 5;

const BAR_COLUMNS = 20;

/** Below it, the seconds have to do. */
const NARROWEST_WITH_BAR = 70;

const secondsSince = (start: number, now: number): string =>
  formatSeconds(Math.max(0, now - start), Math.floor);

function bar(done: number, total: number, paint: Paint): string {
  const full = Math.round((Math.min(done, total) / total) * BAR_COLUMNS);
  return paint("cyan", "━".repeat(full)) + paint("dim", "─".repeat(BAR_COLUMNS - full));
}

function progressLine(progress: TestProgress, { layout, columns }: Surroundings): readonly string[] {
  const { phase, secondsDone, secondsTotal, requests, errors } = progress;
  const { paint, cut } = layout;
  // A load test that has still to begin knows how long it will take, and nothing else.
  if (phase === undefined && !secondsDone && !requests) return [];
  const isTimed = secondsDone !== undefined && secondsTotal !== undefined && secondsTotal > 0;
  const parts = [
    isTimed && columns >= NARROWEST_WITH_BAR ? bar(secondsDone, secondsTotal, paint) : undefined,
    isTimed ? `${Math.floor(secondsDone)} of ${Math.round(secondsTotal)} s` : undefined,
    requests === undefined ? undefined : count(requests, "request"),
    errors === undefined || errors === 0 ? undefined : paint("red", count(errors, "error")),
    // Last, as it is the one that can be long.
    phase === undefined ? undefined : paint("dim", plainText(phase)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [cut(`    ${parts.join("  ")}`)];
}

function runningLines({ test, startedAt, progress }: RunningTest, around: Surroundings): readonly string[] {
  const { layout, now } = around;
  const { cut, name, paint } = layout;
  const time = secondsSince(startedAt, now).padStart(9);
  return [
    cut(`  ${paint("cyan", "…")} ${name(plainText(test.name))} ${time}`),
    ...progressLine(progress, around),
  ];
}

function lastLine(standing: Standing, { layout, now }: Surroundings): string {
  const { tests, ended, done, hasStarted, startedAt } = standing;
  const time = layout.paint("dim", secondsSince(startedAt, now));
  if (tests === undefined) return `  Looking for tests  ${time}`;
  if (done >= tests.length) return `  Reporting  ${time}`;
  if (!hasStarted) return `  Getting ready  ${time}`;
  const counts = [...ended].map(([status, number]) => layout.paint(MARKS[status][1], `${number} ${status}`));
  return layout.cut(`  ${[`${done} of ${count(tests.length, "test")} done`, ...counts, time].join("  ")}`);
}

/** What is below the tests that are over: those that run, how far they are, and how many are to come. */
export function frameLines(standing: Standing, around: Surroundings): readonly string[] {
  const room = Math.max(1, Math.min(MOST_TESTS, Math.floor((around.rows - OTHER_ROWS) / 2)));
  const running = [...standing.running.values()];
  const more = running.length - room;
  const lines = [
    ...running.slice(0, room).flatMap((test) => runningLines(test, around)),
    ...(more > 0 ? [around.layout.paint("dim", `    and ${more} more`)] : []),
    "",
    lastLine(standing, around),
  ];
  // In a very low terminal the counts are what is left.
  return lines.slice(-Math.max(1, around.rows - 1));
}
