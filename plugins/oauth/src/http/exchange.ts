import { type Clock, TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { isInsecure, shown } from "../options/urls.ts";
import type { Fetch } from "./fetch.ts";
import { networkProblem } from "./network-problem.ts";
import { retryAfterMs } from "./retry-after.ts";

/** A token is some kilobytes, and so is a discovery document. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A request to the authorization server. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, read to its end. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What an exchange needs. */
export interface ExchangeOptions {
  readonly fetch: Fetch;
  /** Aborted when nobody waits any longer. */
  readonly signal: AbortSignal;
  /** Milliseconds for the request and its answer. */
  readonly timeoutMs: number;
  readonly allowHttp: boolean;
  readonly clock: Clock;
}

/** The text of a body; undefined when it is too long. */
async function readBody(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Sends one request, follows nothing, and gives an answer that is the server's last word: what may heal by itself is thrown
 * as a TransientError.
 */
export async function exchange(request: Outgoing, options: ExchangeOptions): Promise<Incoming> {
  const { fetch, timeoutMs, allowHttp, clock } = options;
  const { url: target, ...init } = request;
  const url = shown(target);
  if (isInsecure(new URL(target)) && !allowHttp) throw errors.INSECURE({ url });
  const startedAt = clock.elapsed();
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(Math.ceil(timeoutMs))]);
  const late = (hasBegun: boolean): TransientError => {
    const seconds = Math.round((clock.elapsed() - startedAt) / 100) / 10;
    return new TransientError(errors.TIMEOUT({ url, seconds, hasBegun }));
  };

  const response = await fetch(target, { ...init, redirect: "manual", signal }).catch((error: unknown) => {
    throw signal.aborted ? late(false) : networkProblem(url, error);
  });
  const { status } = response;
  const headers = new Headers([...response.headers]);
  const body = await readBody(response.body ?? []).catch(() => {
    throw signal.aborted ? late(true) : new TransientError(errors.CUT_OFF({ url }));
  });
  if (body === undefined) throw errors.ANSWER({ url, reason: "it is longer than a megabyte" });
  const wait = { retryAfterMs: retryAfterMs(headers.get("retry-after"), clock.now()) };
  if (status === 429) throw new TransientError(errors.BUSY({ url }), wait);
  if (status >= 500) throw new TransientError(errors.UNAVAILABLE({ url, status }), wait);
  if (status >= 300 && status < 400) throw errors.REDIRECT({ url, status });
  return { status, headers, body };
}

/** The members of an answer that is a JSON object. */
export function membersOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
