import {
  type CredentialSource,
  defineErrors,
  describeError,
  type Plugin,
  type PluginApi,
  type Test,
} from "@testcar/core";
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

/** A plugin that provides the credential `soap`: a good one, but for this. */
export const provider = (
  source: (testcar: Pick<PluginApi, "logger">) => Partial<CredentialSource> = () => ({}),
): Plugin =>
  plugin({
    provides: () => ["soap"],
    apply: ({ hooks, logger }) => {
      hooks.preflight.tapPromise("soap", async ({ provide }) => {
        await provide({
          id: "soap",
          kind: "soap",
          obtain: async () => ({}),
          authorize: async () => ({ headers: {}, isReusable: true }),
          ...source({ logger }),
        });
      });
    },
  });

/** The secret of a bad provider. */
export const token = "session-of-the-sea-4711";

/** A good provider's cases. */
export const providerCases: PluginCases = {
  ...cases,
  taps: ["preflight"],
  provides: ["soap"],
  secrets: [token],
  works: { target: "http://127.0.0.1:1" },
};

/** A plugin with an error of its own: a good one, but for this. */
export const withError = (hint: string, example: { readonly url?: string }): Plugin =>
  plugin({
    errors: defineErrors("SOAP", {
      NO_WSDL: describeError<{ readonly url?: string }>({
        exitCode: 4,
        summary: "There is no service description.",
        message: ({ url }) => `there is no WSDL at ${url}`,
        hint: () => hint,
        example,
      }),
    }),
  });
