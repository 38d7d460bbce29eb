import { readdirSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { describePlugin } from "../src/index.ts";
import { rules } from "../src/rules.ts";
import { type BadPlugin, plugin as good, cases as goodCases } from "./bad/bad-plugin.ts";

const folder = new URL("bad/", import.meta.url);
const files = readdirSync(folder).filter((file) => file !== "bad-plugin.ts");
const broken = new Set<string>();

/** What each rule says, by its name; nothing when it is kept. */
async function check({ plugin, cases = goodCases }: Pick<BadPlugin, "plugin" | "cases">) {
  const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  describePlugin(plugin, cases, {
    describe: (_name, body) => body(),
    it: (name, body) => void tests.push({ name, body }),
  });
  const said = new Map<string, string>();
  for (const { name, body } of tests) {
    await body().catch((error: unknown) => void said.set(name, String(error)));
  }
  return said;
}

describe("the contract", () => {
  it("is kept by a good plugin", async () => {
    expect(await check({ plugin: good(), cases: goodCases })).toEqual(new Map());
  });

  it.each(files)("is not kept by %s, which is told what, where and what to do", async (file) => {
    const module: { readonly default: BadPlugin; readonly opened?: readonly object[] } = await import(
      new URL(file, folder).href
    );
    const { breaks, says, ...bad } = module.default;
    const said = await check(bad);
    expect([...said.keys()].sort()).toEqual([...breaks].sort());
    expect([...said.values()].join("\n\n")).toMatch(says);
    for (const text of said.values()) expect(text).toMatch(/^Violation: .+\n.+/);
    for (const name of said.keys()) broken.add(name);
    for (const left of module.opened ?? []) {
      if ("close" in left && typeof left.close === "function") left.close();
    }
  });

  // Every test above has run by then.
  afterAll(() => {
    expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
