import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { findCompileCache } from "../../src/run/compile-cache.ts";
import { makeDirectory } from "./temporary.ts";

describe("findCompileCache", () => {
  test("takes the directory that the user names", () => {
    expect(findCompileCache({ NODE_COMPILE_CACHE: "/a" })).toBe("/a");
    expect(findCompileCache({ NODE_COMPILE_CACHE: "/a", TESTCAR_COMPILE_CACHE: "/b" })).toBe("/b");
  });

  test("makes a private one, and finds it again", () => {
    const parent = makeDirectory();
    const cache = findCompileCache({}, parent);
    expect(statSync(cache ?? "").mode & 0o777).toBe(0o700);
    expect(findCompileCache({}, parent)).toBe(cache);
  });

  test("does without when others could write to it", () => {
    const parent = makeDirectory();
    chmodSync(findCompileCache({}, parent) ?? "", 0o777);
    expect(findCompileCache({}, parent)).toBeUndefined();
  });

  test("does without when somebody has put a link in its place", () => {
    const [parent, elsewhere] = [makeDirectory(), makeDirectory()];
    findCompileCache({}, elsewhere);
    const [name = ""] = readdirSync(elsewhere);
    symlinkSync(join(elsewhere, name), join(parent, name));
    expect(findCompileCache({}, parent)).toBeUndefined();
  });

  test("does without where nothing can be made", () => {
    expect(findCompileCache({}, join(makeDirectory(), "missing"))).toBeUndefined();
  });

  test("takes no file for a directory", () => {
    const parent = makeDirectory();
    mkdirSync(join(parent, "inner"));
    expect(findCompileCache({}, join(parent, "inner/missing"))).toBeUndefined();
  });
});
