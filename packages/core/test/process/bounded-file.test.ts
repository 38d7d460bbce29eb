import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { BoundedFile } from "../../src/process/bounded-file.ts";
import { folder } from "../folders.ts";

async function written(limit: number, pieces: readonly Uint8Array[], keep = true) {
  const path = join(folder(), "output.log");
  const file = new BoundedFile(path, limit);
  for (const piece of pieces) await file.write(piece);
  const omitted = await file.end(keep);
  expect(file.error).toBeUndefined();
  expect(readdirSync(dirname(path))).toEqual(["output.log"]);
  return { path, omitted, content: readFileSync(path) };
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `line ${String(from + at).padStart(6, "0")}\n`).join("");

describe("what is within the bound", () => {
  it.each([0, 1, 500, 999, 1000])("is kept as it is: %i of 1000 bytes", async (size) => {
    const bytes = Buffer.alloc(size, "abc");
    expect(await written(1000, [bytes])).toMatchObject({ omitted: 0, content: bytes });
  });
});

describe("of what is more", () => {
  it("the first half is kept, the last one from a line's beginning on, and the cut is declared", async () => {
    const text = lines(0, 10_000);
    const { omitted, content, path } = await written(24_000, [Buffer.from(text)]);
    const [head = "", tail = ""] = content.toString().split(/\n\[testcar: .*\]\n/);
    expect(head).toBe(text.slice(0, 12_000));
    expect(tail).toBe(lines(10_000 - 999, 10_000));
    expect(omitted).toBe(text.length - head.length - tail.length);
    expect(content.toString()).toContain(`[testcar: ${omitted} bytes are left out here: maxOutput is 24000]`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("no character is cut in its middle at the beginning of the tail", async () => {
    const { content } = await written(1001, [Buffer.from("😀".repeat(1000))]);
    const [, tail = ""] = content.toString().split(/\n\[testcar: .*\]\n/);
    expect(tail).toMatch(/^😀+$/u);
  });

  it("nothing is put in order when nobody will read it", async () => {
    const { omitted, content } = await written(1000, [Buffer.alloc(5000, "x")], false);
    expect({ omitted, size: content.length }).toEqual({ omitted: 0, size: 1000 });
  });
});

it("keeps head and tail to the byte, whatever comes in whatever pieces", async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 16, max: 2000 }), async (given, limit) => {
      const all = Buffer.concat(given);
      const { omitted, content } = await written(limit, given);
      if (all.length <= limit) return content.equals(all) && omitted === 0;
      const half = Math.floor(limit / 2);
      const tail = all.subarray(half + omitted);
      const note = Buffer.from(`\n[testcar: ${omitted} bytes are left out here: maxOutput is ${limit}]\n`);
      return (
        content.equals(Buffer.concat([all.subarray(0, half), note, tail])) && tail.length <= limit - half
      );
    }),
    { numRuns: 200 },
  );
});

const full = existsSync("/dev/full") ? it : it.skip;
full("remembers what the disk refused, and holds nobody up", async () => {
  const file = new BoundedFile("/dev/full", 100_000);
  for (let count = 0; count < 100; count += 1) await file.write(Buffer.alloc(65_536));
  await file.end(true);
  expect(file.error).toMatchObject({ code: "ENOSPC" });
});
