import type { Plugin } from "@testcar/core";
import type { PluginCases } from "./cases.ts";
import { type Observation, observe, type Subject } from "./observe.ts";
import { rules } from "./rules.ts";

/** Milliseconds that a rule may take: most take none. */
const RULE_MS = 60_000;

/** The two functions that every test framework has: jest's, vitest's, mocha's, and those of `node:test`. */
export interface Framework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>, timeoutMs?: number) => unknown;
}

const isFunction = (value: unknown): value is (...args: readonly unknown[]) => unknown =>
  typeof value === "function";

function globalFramework(): Framework {
  const describe: unknown = Reflect.get(globalThis, "describe");
  const it: unknown = Reflect.get(globalThis, "it");
  if (isFunction(describe) && isFunction(it)) return { describe, it };
  throw new Error(
    'there is no describe and no it. Import them (import { describe, it } from "node:test") and give them to describePlugin as its third argument.',
  );
}

/**
 * Checks that a plugin keeps to the contract of plugins: a test for each rule.
 *
 * @param plugin - The default export of your package.
 * @param cases - What is right and wrong for it, and where it can be put to work.
 * @param framework - The functions of your test framework; by default the global ones, as jest and mocha have them.
 * @example
 * ```ts
 * import { describe, it } from "node:test";
 * import { describePlugin } from "@testcar/plugin-testkit";
 * import soap from "../src/index.ts";
 *
 * describePlugin(
 *   soap,
 *   {
 *     packageName: "@acme/testcar-plugin-soap",
 *     validOptions: { wsdl: "service.wsdl" },
 *     invalidOptions: [{ options: { wsdl: 7 }, path: "wsdl" }],
 *     taps: ["discover", "execute:soap"],
 *     works: { tests: { "a.soap": "ping" }, verdict: "passed" },
 *     waits: { tests: { "a.soap": "sleep 60" } },
 *   },
 *   { describe, it },
 * );
 * ```
 */
export function describePlugin<Options>(
  plugin: Plugin<Options>,
  cases: PluginCases = {},
  framework: Framework = globalFramework(),
): void {
  const { describe, it } = framework;
  // Core hands a plugin what its own schema gave; what that is, nobody else has to know.
  const any = plugin as Plugin;
  let observed: Promise<Observation> | undefined;
  const atWork = (): Promise<Observation> => {
    observed ??= observe(any, cases, cases.works);
    return observed;
  };
  const subject: Subject = { plugin: any, cases, atWork };
  describe(`the plugin ${plugin?.name ?? cases.packageName ?? ""}`, () => {
    for (const { name, applies, check } of rules) {
      if (applies !== undefined && !applies(subject)) continue;
      it(name, async () => check(subject), RULE_MS);
    }
  });
}
