import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { flagsFor, goldenFile, injected, injectWith, manifests, read } from "./manifests.ts";

// UPDATE_GOLDEN=1 writes them anew; what it writes has to be looked at.
const update = process.env["UPDATE_GOLDEN"] === "1";

/** Lines of a manifest that may be different afterwards: what was empty, or is in brackets, or had nothing behind it. */
const CHANGED: Readonly<Record<string, readonly string[]>> = {
  "anchors.yaml": ["      volumes: ~"],
  "compact.json": [read("compact.json")],
  "helm.yaml": ["      volumes: []"],
  "pod.yaml": ["metadata: {name: shop, namespace: test}", "  volumes: [{name: data, emptyDir: {}}]"],
  "pretty.json": ['                "volumes": []'],
};

/** Lines that are not there any more in their order. */
function missing(before: string, after: string): readonly string[] {
  const rest = after.split("\n");
  return before.split("\n").filter((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) rest.splice(0, at + 1);
    return at === -1;
  });
}

describe.each(manifests)("%s", (file) => {
  const before = read(file);
  const after = injected(before, flagsFor(file));

  test("gets its agent as it was reviewed", () => {
    if (update) writeFileSync(goldenFile(file), after);
    expect(after).toBe(readFileSync(goldenFile(file), "utf8"));
  });

  test("is the same when it is injected again", () => {
    expect(injected(after, flagsFor(file))).toBe(after);
  });

  test("keeps its other lines as they are", () => {
    expect(missing(before, after)).toEqual(CHANGED[file] ?? []);
  });

  test("gets another agent with other options, and the first one again with the first options", () => {
    const others = {
      ...flagsFor(file),
      image: "testcar:2",
      secrets: ["a", "b"],
      configMap: "c",
      target: "config",
    };
    const changed = injected(after, others);
    expect(changed).not.toBe(after);
    expect(injected(changed, flagsFor(file))).toBe(after);
  });

  test("loses its agent when it no longer asks for one", () => {
    const { text, notes } = injectWith(after, flagsFor(file), true);
    for (const note of notes) expect(note.text).toMatch(/^(removed|skipped): /);
    expect(text).not.toMatch(/testcar:1|testcar-(state|tmp)|testcar\/injected/);
    // Where nothing had to be rewritten, nothing is left of it.
    if (CHANGED[file] === undefined) expect(text).toBe(before);
  });
});

test("there is no golden file without its manifest", () => {
  for (const file of manifests) expect(existsSync(goldenFile(file))).toBe(true);
});
