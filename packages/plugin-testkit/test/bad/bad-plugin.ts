import type { Plugin, PluginApi, Test } from "@testcar/core";
import * as v from "valibot";
import type { PluginCases } from "../../src/index.ts";

/** A plugin that breaks a rule, and how the rule tells it. */
export interface BadPlugin {
  readonly plugin: Plugin;
  readonly cases?: PluginCases;
  /** Names of the rules that it breaks. */
  readonly breaks: readonly string[];
  readonly says: RegExp;
}

/** A good plugin's options. */
export const options = v.strictObject({ url: v.optional(v.string()) });

/** A good plugin, of which each bad one has one part that is not. */
export const plugin = (parts: Partial<Plugin> = {}): Plugin => ({
  name: "soap",
  apiVersion: 1,
  options,
  apply: ({ hooks }) => runner(hooks),
  ...parts,
});

/** Claims every `*.soap` file. */
export const claim = (hooks: PluginApi["hooks"]): void =>
  hooks.discover.tap("soap", (suite, { files }) => {
    const own = files.filter((file) => file.extension === ".soap");
    const tests = own.map((file): Test => ({ id: file.path, name: file.path, runner: "soap", file }));
    return { ...suite, tests: [...suite.tests, ...tests] };
  });

/** Runs them. */
export const runner = (hooks: PluginApi["hooks"], work: () => unknown = () => undefined): void => {
  claim(hooks);
  hooks.execute.for("soap").tapPromise("soap", async () => {
    await work();
    return { status: "passed", exitCode: 0, reasons: [] };
  });
};

/** A good plugin's cases. */
export const cases: PluginCases = {
  packageName: "testcar-plugin-soap",
  validOptions: { url: "http://127.0.0.1:1" },
  invalidOptions: [{ options: { url: 7 }, path: "url" }],
  taps: ["discover", "execute:soap"],
  works: { tests: { "a.soap": "" }, verdict: "passed" },
};
