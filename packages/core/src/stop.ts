import { pluginErrors } from "./errors/catalogue/plugins.ts";
import { runErrors } from "./errors/catalogue/run.ts";
import type { TestcarError } from "./errors/error.ts";
import type { StopSignal } from "./errors/exit-codes.ts";
import { LONGEST_TIMER_MS } from "./process/clock.ts";

/** Why a run, or a test, has to end before its end: the reason of its aborted signal. */
export type StopReason =
  | { readonly kind: "signal"; readonly signal: StopSignal }
  | { readonly kind: "timeout"; readonly what: string; readonly seconds: number; readonly option: string }
  | { readonly kind: "crash"; readonly reason: string; readonly plugin?: string | undefined };

/** Reads the reason of an aborted signal; undefined when it is not aborted. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  if (!signal.aborted) return undefined;
  const reason: unknown = signal.reason;
  const isOurs = (value: unknown): value is StopReason =>
    typeof value === "object" && value !== null && "kind" in value;
  return isOurs(reason) ? reason : { kind: "signal", signal: "SIGTERM" };
}

/** Tells the reason of an aborted signal, or an error around it: what whoever heeds the signal throws says nothing new. */
export const isStop = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && holds(error, signal.reason);

const holds = (error: unknown, reason: unknown): boolean =>
  error === reason ||
  (typeof error === "object" && error !== null && "cause" in error && holds(error.cause, reason));

/** The stop as a problem of the run. */
export function problemOfStop(stop: StopReason): TestcarError {
  switch (stop.kind) {
    case "timeout":
      return runErrors.TIMED_OUT(stop);
    case "signal":
      return runErrors.STOPPED(stop);
    case "crash":
      return stop.plugin === undefined
        ? pluginErrors.CRASHED(stop)
        : pluginErrors.CRASHED(stop).from(stop.plugin);
  }
}

/** A signal that is aborted when its parent is, or when the time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Forgets the time: what it was for has ended. */
  clear(): void;
}

/**
 * Starts a deadline.
 *
 * @param parent - Aborts it as well.
 * @param milliseconds - Undefined for no time of its own.
 */
export function startDeadline(
  parent: AbortSignal,
  milliseconds: number | undefined,
  what: string,
  option: string,
): Deadline {
  const own = new AbortController();
  const signal = AbortSignal.any([parent, own.signal]);
  if (milliseconds === undefined) return { signal, clear: () => undefined };
  const reason: StopReason = { kind: "timeout", what, seconds: milliseconds / 1000, option };
  // More is for ever as far as a run is concerned.
  const timer = setTimeout(() => own.abort(reason), Math.min(milliseconds, LONGEST_TIMER_MS));
  return { signal, clear: () => clearTimeout(timer) };
}
