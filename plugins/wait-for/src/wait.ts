import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@testcar/core";
import type { Condition } from "./condition.ts";
import { errors } from "./errors.ts";

/** Milliseconds between the first look and the second; each pause is half as long again as the one before. */
const FIRST_PAUSE_MS = 100;

const LONGEST_PAUSE_MS = 1_000;

/** What waiting needs. */
export interface WaitOptions {
  /** Aborted when the run is stopped or its time is up. */
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "elapsed">;
  /** Milliseconds that waiting may take. */
  readonly deadline: number;
  /** Gets what was seen, whenever that is something else than before. */
  readonly seen?: (saw: string) => void;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

const pauseFor: NonNullable<WaitOptions["pause"]> = (milliseconds, signal) =>
  sleep(milliseconds, undefined, { signal });

const TOO_LATE = Symbol("too late");

/** Milliseconds that a look has to end once it is given up: a command is ended first. */
const HEED_MS = 2_500;

// A look that does not heed its signal is left alone.
async function lookWithin(
  condition: Condition,
  milliseconds: number,
  signal: AbortSignal,
): Promise<string | undefined | typeof TOO_LATE> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const over = Promise.withResolvers<typeof TOO_LATE>();
  let patience: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    patience = setTimeout(() => over.resolve(TOO_LATE), HEED_MS);
  };
  both.addEventListener("abort", giveUp, { once: true });
  const timer = setTimeout(() => own.abort(), milliseconds);
  try {
    const work = condition.look(both);
    work.catch(() => undefined);
    const saw = await Promise.race([over.promise, work]);
    signal.throwIfAborted();
    return saw;
  } catch (error) {
    signal.throwIfAborted();
    if (own.signal.aborted) return TOO_LATE;
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    both.removeEventListener("abort", giveUp);
    // Whatever is still open of it is closed.
    own.abort();
  }
}

/**
 * Waits until a condition is true.
 *
 * @throws TESTCAR_WAIT_FOR_NOT_READY when the deadline comes first, what the condition throws, and the reason of the signal.
 */
export async function waitFor(condition: Condition, options: WaitOptions): Promise<void> {
  const { signal, clock, deadline, seen, pause = pauseFor } = options;
  const start = clock.elapsed();
  const left = (): number => deadline - (clock.elapsed() - start);
  let saw: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let tries = 0;
  while (left() > 0) {
    signal.throwIfAborted();
    tries += 1;
    const milliseconds = Math.min(condition.lookMs, left());
    const now = await lookWithin(condition, milliseconds, signal);
    if (now === undefined) return;
    // A look that the deadline cut short says less than the one before.
    const isCut = now === TOO_LATE && milliseconds < condition.lookMs && saw !== undefined;
    const words = now === TOO_LATE ? `no answer within ${Number((milliseconds / 1000).toFixed(1))} s` : now;
    if (!isCut && words !== saw) {
      saw = words;
      seen?.(saw);
    }
    if (left() <= 0) break;
    await pause(Math.min(pauseMs, left()), signal);
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
  signal.throwIfAborted();
  throw errors.NOT_READY({ what: condition.what, seconds: deadline / 1000, tries, saw: saw ?? "no answer" });
}
