import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { countOomKills } from "../../src/run/oom-kills.ts";
import { makeDirectory } from "./temporary.ts";

test("reads both versions of cgroups, and does without", () => {
  const directory = makeDirectory({ "memory.events": "low 0\noom 3\noom_kill 2\n", none: "x 1\n" });
  expect(countOomKills([join(directory, "missing"), join(directory, "memory.events")])).toBe(2);
  expect(countOomKills([join(directory, "none")])).toBe(0);
  expect(countOomKills([])).toBe(0);
});
