import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const bin = fileURLToPath(new URL("../../bin/testcar.js", import.meta.url));
const guide = readFileSync(`${root}docs/guides/tests-in-a-pod.md`, "utf8");

/** Commands of ours that the guide shows, and what it shows that they say on stderr. */
const shown = [...guide.matchAll(/^\$ testcar (inject .*)\n((?:(?!\$ |```).*\n)*)/gm)].map(
  ([, command = "", said = ""]) => [command, said] as const,
);

describe("the guide", () => {
  test.each(shown)("shows what testcar %s says", (command, said) => {
    const args = command.replace(/ > .*/, "").split(" ");
    const { stderr } = spawnSync(process.execPath, ["--conditions=testcar:source", bin, ...args], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "" },
    });
    expect(stderr).toBe(said);
  });

  test("names only annotations that there are", async () => {
    const { annotationNames } = await import("../../src/inject/settings.ts");
    const named = [...guide.matchAll(/(?<!@)testcar\/[a-z-]+(?=[:`])/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !annotationNames.includes(name))).toEqual([]);
  });
});
