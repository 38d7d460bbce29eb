import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readLog, type Verdict, writeReplayed } from "../src/index.ts";
import { clock, linesOf, noise, prefixes } from "./logs.ts";

const forged = linesOf("passed").concat(linesOf("passed", "run-b"));
const bad = ["failed", "error", "timed-out", "interrupted"] as const;
const badLogs = bad.map((verdict) => linesOf(verdict, "run-a", ["200 OK", ...forged.slice(-1), "plain"]));
const goodLog = linesOf("passed");
const earlierLog = Buffer.from(linesOf("passed", "run-0").join(""));
// A whole newer run would count, as it should: without its first record nobody else's run may.
const foreign = [...goodLog.slice(1), ...linesOf("passed", "run-b").slice(1), ...noise].map((line) =>
  Buffer.from(line),
);

type Mutation = (log: Buffer) => Buffer;

const linesIn = (log: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let start = 0; start < log.length; ) {
    const end = log.indexOf("\n", start) + 1 || log.length;
    lines.push(log.subarray(start, end));
    start = end;
  }
  return lines;
};
const onLines =
  (change: (lines: Buffer[]) => Buffer[]): Mutation =>
  (log) =>
    Buffer.concat(change(linesIn(log)));

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (share: number, length: number): number => Math.floor(share * length);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  place.map((p) => onLines((lines) => lines.toSpliced(at(p, lines.length), 1))),
  fc
    .tuple(place, place)
    .map(([p, q]) =>
      onLines((lines) =>
        lines.toSpliced(at(q, lines.length + 1), 0, ...lines.slice(at(p, lines.length)).slice(0, 1)),
      ),
    ),
  fc.tuple(place, place).map(([p, q]) =>
    onLines((lines) => {
      const [a, b] = [lines[at(p, lines.length)], lines[at(q, lines.length)]];
      return a && b ? lines.with(at(p, lines.length), b).with(at(q, lines.length), a) : lines;
    }),
  ),
  fc.tuple(place, fc.nat(300)).map(
    ([p, size]): Mutation =>
      (log) => {
        const from = at(p, log.length + 1);
        return Buffer.concat([log.subarray(0, from), log.subarray(from + size)]);
      },
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 40 })).map(
    ([p, bytes]): Mutation =>
      (log) => {
        const from = at(p, log.length + 1);
        return Buffer.concat([log.subarray(0, from), bytes, log.subarray(from)]);
      },
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([p, mask]): Mutation =>
      (log) => {
        const copy = Buffer.from(log);
        const byte = at(p, copy.length);
        if (byte < copy.length) copy[byte] = (copy[byte] ?? 0) ^ mask;
        return copy;
      },
  ),
  // And some join them with the stamp of each piece in the middle of the line.
  fc.tuple(place, place).map(([p, q]) =>
    onLines((lines) => {
      const line = lines[at(p, lines.length)];
      if (line === undefined) return lines;
      const cut = at(q, line.length);
      const stamp = Buffer.from("2026-11-22T12:00:00.123456789Z stdout P ");
      const joined = Buffer.concat([line.subarray(0, cut), stamp, line.subarray(cut)]);
      return lines.with(at(p, lines.length), joined);
    }),
  ),
  // Two streams in one file: what stderr says stands inside a record.
  fc.tuple(place, fc.constantFrom(...noise), fc.boolean()).map(
    ([p, diagnostics, ends]): Mutation =>
      (log) => {
        const from = at(p, log.length + 1);
        const text = ends ? diagnostics : diagnostics.trimEnd();
        return Buffer.concat([log.subarray(0, from), Buffer.from(text), log.subarray(from)]);
      },
  ),
  // The note of a replay, of this run or of one that is nowhere, whole or torn, anywhere.
  fc
    .tuple(place, fc.constantFrom("run-a", "run-c"), fc.option(fc.nat(5)), fc.boolean())
    .map(([p, run, start, isTorn]) =>
      onLines((lines) => {
        const note = writeReplayed({ run, start: start === null ? undefined : start + 1, now: clock() });
        const bytes = Buffer.from(isTorn ? note.slice(0, note.length / 2) : note);
        return lines.toSpliced(at(p, lines.length + 1), 0, bytes);
      }),
    ),
  fc
    .constantFrom(...Object.values(prefixes))
    .map((prefix) => onLines((lines) => lines.map((line) => Buffer.concat([Buffer.from(prefix), line])))),
);

/** What may leave nothing whole of the run: whoever then puts in the end of another one has written another log. */
const destruction: fc.Arbitrary<Mutation> = fc.oneof(
  // A runtime keeps a long line in pieces of 16 KiB (here: smaller ones), each with its own stamp; some tools leave them apart.
  fc.integer({ min: 50, max: 3000 }).map(
    (size): Mutation =>
      onLines((lines) =>
        lines.flatMap((line) =>
          Array.from({ length: Math.ceil(line.length / size) }, (_, piece) => {
            const bytes = line.subarray(piece * size, (piece + 1) * size);
            const stamp = `2026-11-22T12:00:00.123456789Z stdout ${bytes.at(-1) === 0x0a ? "F" : "P"} `;
            return Buffer.concat([Buffer.from(stamp), bytes, Buffer.from(bytes.at(-1) === 0x0a ? "" : "\n")]);
          }),
        ),
      ),
  ),
  // Only the last bytes of the log are asked for.
  fc.oneof(fc.constant(64 * 1024), fc.nat(6000)).map(
    (size): Mutation =>
      (log) =>
        log.subarray(Math.max(0, log.length - size)),
  ),
);

const interleave: fc.Arbitrary<Mutation> = fc
  .tuple(place, fc.constantFrom(...foreign))
  .map(([p, line]) => onLines((lines) => lines.toSpliced(at(p, lines.length + 1), 0, line)));

const apply = (log: readonly string[], mutations: readonly Mutation[]): Buffer =>
  mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), Buffer.from(log.join("")));

describe("however a log is mangled", () => {
  test("a run that is not passed is never read as passed", () => {
    const few = (one: fc.Arbitrary<Mutation>) => fc.array(one, { minLength: 1, maxLength: 4 });
    const mangled = fc.record({
      log: fc.constantFrom(...badLogs),
      mutations: fc.oneof(
        few(fc.oneof({ weight: 4, arbitrary: mutation }, { weight: 1, arbitrary: interleave })),
        few(fc.oneof(mutation, destruction)),
      ),
      earlier: fc.boolean(),
    });
    fc.assert(
      fc.property(mangled, ({ log, mutations, earlier }) => {
        const bytes = apply(log, mutations);
        // When nothing at all is left of the run, an earlier one in front is rightly the last.
        const isLeft = log.some((line) => bytes.includes(line));
        const whole = earlier && isLeft ? Buffer.concat([earlierLog, bytes]) : bytes;
        return readLog(whole).verdict !== "passed";
      }),
      { numRuns: 10_000 },
    );
  });

  test("a passed run is read as passed or unclear, as nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(mutation, destruction), { minLength: 1, maxLength: 4 }), (mutations) => {
        const { verdict } = readLog(apply(goodLog, mutations));
        return verdict === "passed" || verdict === "unclear";
      }),
      { numRuns: 2000 },
    );
  });
});

const logs = new Map<string, string[]>();
/** The lines of a run, written once. */
const written = (verdict: Verdict, run: string): string[] => {
  const lines = logs.get(verdict + run) ?? linesOf(verdict, run);
  logs.set(verdict + run, lines);
  return lines;
};

test("the verdict survives when only the head is cut, whatever stands around", () => {
  const verdicts: readonly Verdict[] = ["passed", ...bad];
  const cutLog = fc.record({
    verdict: fc.constantFrom(...verdicts),
    earlier: fc.array(fc.tuple(fc.constantFrom(...verdicts), fc.nat(8)), { maxLength: 2 }),
    prefix: fc.constantFrom(...Object.values(prefixes)),
    between: fc.array(fc.constantFrom(...noise), { minLength: 1, maxLength: 5 }),
    cut: place,
  });
  fc.assert(
    fc.property(cutLog, ({ verdict, earlier, prefix, between, cut }) => {
      const runs = [
        ...earlier.flatMap(([other, missing], instance) =>
          written(other, `run-${instance}`).slice(0, 8 - missing),
        ),
        ...written(verdict, "run-z"),
      ];
      const log = runs.map((line, i) => between[i % between.length] + prefix + line).join("");
      const last = log.lastIndexOf('{"testcar":1');
      const reading = readLog(log.slice(at(cut, last + 1)) + between.join(""));
      return reading.verdict === verdict && reading.completeness !== "gaps";
    }),
    { numRuns: 2000 },
  );
});

test("a replay says what the stored run said, whatever is in front of it and however little is stored", () => {
  const verdicts: readonly Verdict[] = ["passed", ...bad];
  const replay = fc.record({
    verdict: fc.constantFrom(...verdicts),
    earlier: fc.option(fc.tuple(fc.constantFrom(...verdicts), fc.nat(7))),
    stored: fc.integer({ min: 1, max: 8 }),
    start: fc.option(fc.integer({ min: 1, max: 1000 })),
    prefix: fc.constantFrom(...Object.values(prefixes)),
    between: fc.array(fc.constantFrom(...noise), { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(replay, ({ verdict, earlier, stored, start, prefix, between }) => {
      const lines = [
        ...(earlier === null ? [] : written(earlier[0], "run-0").slice(0, 8 - earlier[1])),
        writeReplayed({ run: "run-z", start: start ?? undefined, now: clock() }),
        ...written(verdict, "run-z").slice(-stored),
      ];
      const log = lines.map((line, at) => between[at % between.length] + prefix + line).join("");
      const reading = readLog(log + between.join(""));
      return reading.verdict === verdict && reading.replayed?.start === (start ?? undefined);
    }),
    { numRuns: 2000 },
  );
});

test("a log of a mebibyte says its verdict in its last 64 KiB, with time stamps in front of its lines", () => {
  const long = Array.from({ length: 30_000 }, (_, at) => `${at} ${"x".repeat(at % 300)}`);
  for (const verdict of ["passed", ...bad] as const) {
    const lines = linesOf(verdict, "run-a", long);
    const log = Buffer.from(lines.map((line) => prefixes["kubectl --timestamps"] + line).join(""));
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(8192);
    expect(Buffer.byteLength(lines.join(""))).toBeLessThan(1024 * 1024);
    expect(readLog(log.subarray(-64 * 1024))).toMatchObject({ verdict, completeness: "tail" });
  }
});
