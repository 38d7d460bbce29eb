import { credentialErrors } from "../errors/catalogue/credentials.ts";
import type { Logger } from "../log/logger.ts";
import { LONGEST_TIMER_MS } from "../process/clock.ts";
import { backOff } from "./back-off.ts";
import { TransientError } from "./transient.ts";

/** What trying needs. */
export interface ObtainOptions<T> {
  readonly id: string;
  /** One try. */
  readonly attempt: (signal: AbortSignal) => Promise<T>;
  /** Milliseconds for all tries together. */
  readonly deadlineMs: number;
  /** False for one try only. */
  readonly retries: boolean;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Milliseconds after the deadline in which a source may still say itself what took so long. */
const LAST_WORD_MS = 1_000;

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, Math.min(milliseconds, LONGEST_TIMER_MS));
    signal.addEventListener("abort", go, { once: true });
  });
}

const plain = (error: unknown): unknown => (error instanceof TransientError ? error.cause : error);

/**
 * Tries until it works, is refused, or the time is up; only what can heal is tried again.
 *
 * @throws What the last try threw, TESTCAR_CREDENTIAL_DEADLINE, or the reason of the signal.
 */
export async function obtainInTime<T>(options: ObtainOptions<T>): Promise<T> {
  const { id, deadlineMs, signal: stop } = options;
  const late = new AbortController();
  const tooLate = credentialErrors.DEADLINE({ credential: id, seconds: deadlineMs / 1000 });
  const end = performance.now() + deadlineMs;
  const timer = setTimeout(() => late.abort(tooLate), Math.min(deadlineMs, LONGEST_TIMER_MS));
  let lastWord: NodeJS.Timeout | undefined;
  const signal = AbortSignal.any([stop, late.signal]);
  const hung = Promise.withResolvers<never>();
  hung.promise.catch(() => undefined);
  const giveUp = (): void => {
    lastWord = setTimeout(() => hung.reject(signal.reason), LAST_WORD_MS);
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([tryAgain(options, signal, end), hung.promise]);
  } catch (error) {
    // Whoever is stopped has not failed, whatever it was about.
    throw stop.aborted ? stop.reason : error;
  } finally {
    // The signal lives on: it must find nobody who starts a timer when the run ends.
    signal.removeEventListener("abort", giveUp);
    clearTimeout(timer);
    clearTimeout(lastWord);
  }
}

async function tryAgain<T>(
  { id, attempt, retries, logger }: ObtainOptions<T>,
  signal: AbortSignal,
  end: number,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      signal.throwIfAborted();
      return await attempt(signal);
    } catch (error) {
      if (!(error instanceof TransientError) || !retries || signal.aborted) throw plain(error);
      // A server that asks for no wait at all is not asked again at once either.
      const waitMs = Math.max(error.retryAfterMs ?? 0, backOff(failures));
      // To wait longer than the time that is left would only hide the reason.
      if (performance.now() + waitMs >= end) throw error.cause;
      logger.info(`${id}: ${error.message}; trying again in ${Math.ceil(waitMs)} ms`, { credential: id });
      await wait(waitMs, signal);
      if (signal.aborted) throw error.cause;
    }
  }
}
