import { definePlugin, type ExecuteContext, type Plugin, type Test, type TestResult } from "@testcar/core";

/** What a test does when it is run, for plugins that run none themselves. */
export type Behaviour = (context: ExecuteContext, test: Test) => TestResult | Promise<TestResult>;

/**
 * A test that passes.
 *
 * @example
 * ```ts
 * createHarness({ plugins: [reporter], tests: { a: passes(), b: fails("3 of 10 requests failed") } });
 * ```
 */
export const passes = (): Behaviour => () => ({ status: "passed", exitCode: 0, reasons: [] });

/** A test that fails. */
export const fails =
  (message = "the test failed"): Behaviour =>
  () => ({ status: "failed", exitCode: 1, reasons: [{ code: "TESTKIT_FAILED", message }] });

/** A runner whose tests do what they are told. */
export const behaviourRunner = (behaviours: ReadonlyMap<string, Behaviour>): Plugin =>
  definePlugin<unknown>({
    name: "testkit",
    apiVersion: 1,
    apply({ hooks }) {
      hooks.discover.tap("testkit", (suite, { files }) => {
        const own = files.filter(({ path }) => behaviours.has(path));
        const tests = own.map((file): Test => ({ id: file.path, name: file.path, runner: "testkit", file }));
        return { ...suite, tests: [...suite.tests, ...tests] };
      });
      hooks.execute.for("testkit").tapPromise("testkit", async (test, context) => {
        const behaviour = behaviours.get(test.id) ?? passes();
        return behaviour(context, test);
      });
    },
  });
