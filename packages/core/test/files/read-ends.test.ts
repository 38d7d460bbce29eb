import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readEnds } from "../../src/files/read-ends.ts";
import { folder } from "../folders.ts";

const ends = (content: string, head: number, tail: number): Promise<string> =>
  readEnds(join(folder({ a: content }), "a"), { head, tail });

test("a file that is small enough is read whole", async () => {
  expect(await ends("one\ntwo\n", 4, 4)).toBe("one\ntwo\n");
  expect(await ends("", 4, 4)).toBe("");
});

test("of a larger one the first and the last lines are read, and the cut is declared", async () => {
  expect(await ends("one\ntwo\nthree\nfour\n", 6, 8)).toBe("one\n[10 bytes are left out here]\nfour\n");
});

test("a line that is longer than that is cut, but no character", async () => {
  expect(await ends("ää€€ää", 3, 3)).toBe("ä\n[10 bytes are left out here]\nä");
  expect(await ends("abcdefgh", 2, 2)).toBe("ab\n[4 bytes are left out here]\ngh");
  expect(await ends("😀😀😀", 5, 5)).toBe("😀\n[4 bytes are left out here]\n😀");
});

test("a file that is not there is an error", async () => {
  await expect(readEnds(join(folder(), "a"), { head: 1, tail: 1 })).rejects.toThrow("ENOENT");
});
