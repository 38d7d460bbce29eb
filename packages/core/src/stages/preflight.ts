import type { Reason } from "@testcar/report";
import type { Config } from "../config/config.ts";
import type { PreflightContext } from "../contexts.ts";
import type { Hooks } from "../hooks.ts";
import type { Suite } from "../model.ts";

/** What preflight needs. */
export interface PreflightOptions {
  readonly hooks: Hooks;
  readonly config: Pick<Config, "target">;
  readonly suite: Suite;
  readonly signal: AbortSignal;
  readonly warn: (warning: Reason) => void;
}

/** Lets every plugin get ready. Problems are collected by the hook's guard, so that all of them are told at once. */
export async function preflight({ hooks, config, suite, signal, warn }: PreflightOptions): Promise<void> {
  const { target } = config;
  const context: PreflightContext = {
    tests: suite.tests,
    signal,
    warn,
    ...(target === undefined ? {} : { target }),
  };
  await hooks.preflight.promise(context);
}
