import type { FullTap } from "tapable";
import type { PreflightContext } from "../contexts.ts";
import type { Declared, Turns } from "../credentials/turns.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Hooks } from "../hooks.ts";
import type { Logger } from "../log/logger.ts";
import type { Clock } from "../process/clock.ts";
import { isStop } from "../stop.ts";
import { whyNoSuite } from "./check-suite.ts";
import { freeze } from "./freeze.ts";
import { withinGrace } from "./within-grace.ts";

/** How long a tap may go on after its signal was aborted, in milliseconds, beyond what the processes of a test have. */
export const STOP_GRACE_MS = 5_000;

/** What a guard needs. */
export interface GuardOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gets the problems of preflight and report, whose taps all run. */
  readonly onProblem: (stage: "preflight" | "report", error: TestcarError) => void;
  /** The order of preflight: who needs a credential waits for it. */
  readonly turns?: Turns;
  /** Milliseconds that the processes of a test have to end. */
  readonly graceMs?: number;
}

/** Watches the taps of every plugin. */
export interface Guard {
  /** Whatever is tapped while the function runs belongs to this plugin. */
  applying(plugin: string, apply: () => unknown, declared?: Declared): void;
  /** Names of the runners that plugins have tapped. */
  runners(): readonly string[];
  /** Milliseconds that each plugin has taken, by its name. */
  durations(): ReadonlyMap<string, number>;
}

/** The error as one of ours, said to come from the plugin. */
export function attribute(error: unknown, plugin: string, hook: string): TestcarError {
  if (isTestcarError(error)) return error.from(plugin);
  const reason = reasonOf(error);
  // What a preflight needs is out there: that it is not to be had is seldom the plugin's fault.
  if (hook === "preflight") return pluginErrors.PREFLIGHT_FAILED({ plugin, reason }, error).from(plugin);
  if (hook === "report") return runErrors.REPORTER_FAILED({ plugin, reason }, error).from(plugin);
  return pluginErrors.FAILED({ plugin, hook, reason }, error).from(plugin);
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

async function callTap(tap: FullTap, args: readonly unknown[]): Promise<unknown> {
  if (tap.type !== "async") return Reflect.apply(tap.fn, undefined, args);
  return new Promise((resolve, reject) => {
    const done = (error: unknown, value: unknown): void => (error ? reject(error) : resolve(value));
    Reflect.apply(tap.fn, undefined, [...args, done]);
  });
}

function signalOf(args: readonly unknown[]): AbortSignal | undefined {
  const context = args.at(-1);
  if (typeof context !== "object" || context === null || !("signal" in context)) return undefined;
  return context.signal instanceof AbortSignal ? context.signal : undefined;
}

/** Puts an interceptor on every hook that attributes each failure and each millisecond to the plugin that tapped it. */
export function guardHooks(
  hooks: Hooks,
  { clock, logger, onProblem, turns, graceMs = 0 }: GuardOptions,
): Guard {
  const stopMs = graceMs + STOP_GRACE_MS;
  const durations = new Map<string, number>();
  const runners = new Map<string, string>();
  let applying: string | undefined;
  let declaring: Declared | undefined;

  const guarded = (hook: string, settle: (error: unknown) => void, owner?: string) => ({
    register: (tap: FullTap): FullTap => {
      const plugin = owner ?? applying ?? tap.name;
      const fn = async (...args: readonly unknown[]): Promise<unknown> => {
        const start = clock.elapsed();
        const hung = () => pluginErrors.HUNG({ plugin, hook, seconds: stopMs / 1000 }).from(plugin);
        try {
          args.forEach(freeze);
          const value = await withinGrace(callTap(tap, args), signalOf(args), stopMs, hung);
          const reason = hook === "discover" ? whyNoSuite(args[0], value) : undefined;
          if (reason !== undefined) throw pluginErrors.BAD_SUITE({ plugin, reason });
          return value;
        } catch (error) {
          const signal = signalOf(args);
          // Whoever heeds the signal has not failed; a report that was not told in time has.
          if (hook !== "report" && signal !== undefined && isStop(error, signal)) return settle(error);
          return settle(attribute(error, plugin, hook));
        } finally {
          durations.set(plugin, (durations.get(plugin) ?? 0) + clock.elapsed() - start);
        }
      };
      return { ...tap, type: "promise", fn };
    },
  });

  // All taps of preflight start together; each waits for what its plugin needs.
  const takesTurns = (turn: Turns) => ({
    register: (tap: FullTap): FullTap => {
      const plugin = declaring ?? { plugin: applying ?? tap.name, needs: [], provides: [] };
      turn.expect(plugin);
      const settle = collect("preflight");
      const fn = async (context: PreflightContext): Promise<unknown> => {
        let failed = false;
        const told = (error: unknown): void => {
          failed = true;
          settle(error);
        };
        try {
          await turn.wait(plugin, context.signal);
          const { register } = guarded("preflight", told, plugin.plugin);
          return await Reflect.apply(register(tap).fn, undefined, [turn.contextOf(plugin, context)]);
        } catch (error) {
          failed = true;
          // Who was stopped while it waited has not failed, and says nothing.
          return isStop(error, context.signal)
            ? undefined
            : told(attribute(error, plugin.plugin, "preflight"));
        } finally {
          turn.end(plugin, failed);
        }
      };
      return { ...tap, type: "promise", fn };
    },
  });

  const rethrow = (error: unknown): never => {
    throw error;
  };
  const collect = (stage: "preflight" | "report") => (error: unknown) => {
    if (isTestcarError(error)) onProblem(stage, error);
  };
  hooks.discover.intercept(guarded("discover", rethrow));
  hooks.preflight.intercept(
    turns === undefined ? guarded("preflight", collect("preflight")) : takesTurns(turns),
  );
  hooks.report.intercept(guarded("report", collect("report")));
  hooks.execute.intercept({
    factory: (runner, hook) => {
      hook.intercept({
        register: (tap) => {
          const plugin = applying ?? tap.name;
          const first = runners.get(runner);
          if (first !== undefined)
            throw pluginErrors.RUNNER_TWICE({ runner, first, second: plugin }).from(plugin);
          runners.set(runner, plugin);
          return guarded(`execute:${runner}`, rethrow).register(tap);
        },
      });
      return hook;
    },
  });
  hooks.progress.intercept({
    register: (tap) => {
      const plugin = applying ?? tap.name;
      let told = false;
      const warn = (error: unknown): void => {
        if (!told) logger.warn(attribute(error, plugin, "progress").message, { plugin });
        told = true;
      };
      const fn = (...args: readonly unknown[]): void => {
        try {
          args.forEach(freeze);
          const result: unknown = Reflect.apply(tap.fn, undefined, args);
          // Nobody waits for a promise; one that fails must not end the process.
          if (isPromise(result)) result.then(undefined, warn);
        } catch (error) {
          warn(error);
        }
      };
      return { ...tap, fn };
    },
  });

  return {
    applying(plugin, apply, declared) {
      applying = plugin;
      declaring = declared;
      try {
        const result = apply();
        if (!isPromise(result)) return;
        result.then(undefined, () => undefined);
        throw new TypeError("apply returned a promise: it only taps hooks, and those may be asynchronous");
      } catch (error) {
        throw attribute(error, plugin, "apply");
      } finally {
        applying = undefined;
        declaring = undefined;
      }
    },
    runners: () => [...runners.keys()],
    durations: () => durations,
  };
}
