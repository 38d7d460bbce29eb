import { chownSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { appendOwn, publish, readOwn, replace } from "../../src/once/durable.ts";
import { folder } from "../folders.ts";

describe("publish", () => {
  test("makes a file once, and leaves nothing else behind", () => {
    const path = join(folder(), "a");
    expect([publish(path, "first"), publish(path, "second")]).toEqual([true, false]);
    expect(readFileSync(path, "utf8")).toBe("first");
    expect(readdirSync(join(path, ".."))).toEqual(["a"]);
  });

  test("says what the system says", () => {
    expect(() => publish(join(folder(), "missing/a"), "")).toThrow("ENOENT");
  });
});

describe("replace", () => {
  test("puts a file in place of another", () => {
    const path = join(folder({ a: "before" }), "a");
    replace(path, "after");
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(readdirSync(join(path, ".."))).toEqual(["a"]);
  });

  test("leaves nothing behind when it cannot", () => {
    const directory = folder({ "a/b": "" });
    expect(() => replace(join(directory, "a"), "after")).toThrow("EISDIR");
    expect(readdirSync(directory)).toEqual(["a"]);
  });
});

test("what is appended is counted", () => {
  const path = join(folder(), "a");
  expect([appendOwn(path, "."), appendOwn(path, "..")]).toEqual([1, 3]);
});

test("a file of our own is read, and one that is missing is missing", () => {
  const path = join(folder(), "a");
  expect(readOwn(path)).toBeUndefined();
  writeFileSync(path, "ä");
  expect(readOwn(path)).toEqual({ text: "ä" });
});

test("another user's file is not read", () => {
  const path = join(folder({ a: "" }), "a");
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(path, 12_345, 12_345);
  expect(readOwn(isRoot ? path : "/etc/passwd")).toMatchObject({
    why: expect.stringContaining("belongs to the user"),
  });
});
