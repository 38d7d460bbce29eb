import { describe, test } from "@jest/globals";
import fc from "fast-check";
import { readLog, type Verdict } from "../src/index.ts";
import { linesOf, noise, prefixes } from "./logs.ts";

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
  fc
    .constantFrom(...Object.values(prefixes))
    .map((prefix) => onLines((lines) => lines.map((line) => Buffer.concat([Buffer.from(prefix), line])))),
);

const interleave: fc.Arbitrary<Mutation> = fc
  .tuple(place, fc.constantFrom(...foreign))
  .map(([p, line]) => onLines((lines) => lines.toSpliced(at(p, lines.length + 1), 0, line)));

const apply = (log: readonly string[], mutations: readonly Mutation[]): Buffer =>
  mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), Buffer.from(log.join("")));

describe("however a log is mangled", () => {
  test("a run that is not passed is never read as passed", () => {
    const mangled = fc.record({
      log: fc.constantFrom(...badLogs),
      mutations: fc.array(
        fc.oneof({ weight: 4, arbitrary: mutation }, { weight: 1, arbitrary: interleave }),
        {
          minLength: 1,
          maxLength: 4,
        },
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
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const { verdict } = readLog(apply(goodLog, mutations));
        return verdict === "passed" || verdict === "unclear";
      }),
      { numRuns: 3000 },
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
    { numRuns: 3000 },
  );
});
