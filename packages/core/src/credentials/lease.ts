import { join } from "node:path";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Logger } from "../log/logger.ts";
import type { Clock } from "../process/clock.ts";
import { atMost } from "./at-most.ts";
import { backOff } from "./back-off.ts";
import type {
  Authorization,
  Credential,
  CredentialRequest,
  CredentialSource,
  Grant,
  ObtainContext,
} from "./credential.ts";
import { writePrivate } from "./files.ts";
import { holdsHeaders } from "./headers.ts";
import { createLongTimer } from "./long-timer.ts";
import { obtainInTime } from "./obtain.ts";

/** Milliseconds for all tries of preflight together, unless the source says otherwise. */
const DEADLINE_MS = 30_000;

/** A grant is renewed so many milliseconds before its end, or a fifth of its life if that is less. */
const EARLY_MS = 30_000;

/** How long headers may be reused of which nobody knows when they expire, in milliseconds. */
const REUSE_MS = 30_000;

/** A service that answers 401 to everything makes nobody ask for a new credential more often, in milliseconds. */
const REJECT_EVERY_MS = 10_000;

/** However short its life is, a grant is not renewed more often by itself, in milliseconds. */
const RENEW_EVERY_MS = 250;

/** How long a source may take to close, in milliseconds: it must not keep the verdict from being told. */
const CLOSE_MS = 5_000;

/** What keeping a credential fresh needs. */
export interface LeaseOptions<G extends Grant> {
  readonly source: CredentialSource<G>;
  readonly origins: readonly string[];
  /** Its own directory. */
  readonly directory: string;
  readonly context: Omit<ObtainContext, "signal" | "directory">;
  /** Aborted when the run is stopped. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A credential with its renewal. */
export interface Lease<G extends Grant = Grant> extends Credential<G> {
  /** Authorises the request; says until when the headers may be reused. */
  authorizeUntil(
    request: CredentialRequest,
  ): Promise<{ readonly authorization: Authorization; readonly until?: Date }>;
  /** Renews a grant that the service refused, if nobody has yet. True when there is a new one. */
  reject(url: string, headers: Readonly<Record<string, string>>): Promise<boolean>;
  /** Variables for the processes of tests. */
  readonly environment: () => Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Obtains a credential, and keeps it fresh until it is closed: single flight, early enough, the old grant served while it is
 * valid, with back-off after a failure.
 */
export async function lease<G extends Grant>(options: LeaseOptions<G>): Promise<Lease<G>> {
  const { source, origins, directory, context, clock, logger } = options;
  const { id, kind, deadlineMs = DEADLINE_MS } = source;
  const now = (): number => clock.now().getTime();

  let grant!: G;
  let obtainedAt = 0;
  let renewal: Promise<void> | undefined;
  let failures = 0;
  // On the clock that only goes forward: somebody may set the other one.
  let nextTryAt = Number.NEGATIVE_INFINITY;
  let lastRejection = Number.NEGATIVE_INFINITY;
  let lastReason = "";
  let hasToldExpiry = false;
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);

  const expired = (): boolean => (endOf(grant) ?? Number.POSITIVE_INFINITY) <= now();
  const renewAt = (): number => {
    const end = endOf(grant) ?? Number.POSITIVE_INFINITY;
    return end - Math.min(EARLY_MS, (end - obtainedAt) / 5);
  };

  const obtain = async (retries: boolean): Promise<void> => {
    let startedAt = now();
    const attempt = (attemptSignal: AbortSignal): Promise<G> => {
      startedAt = now();
      return source.obtain({ ...context, directory, signal: attemptSignal });
    };
    const next = await obtainInTime({ id, attempt, deadlineMs, retries, signal, logger });
    const late = now() - (endOf(next) ?? Number.POSITIVE_INFINITY);
    if (late >= 0) throw credentialErrors.STALE({ credential: id, seconds: Math.round(late / 1000) });
    for (const [name, content] of Object.entries(source.files?.(next) ?? {}))
      await writePrivate(id, join(directory, name), content);
    grant = next;
    obtainedAt = startedAt;
  };

  const timer = createLongTimer(() => void renew().catch(() => undefined));
  const scheduleIn = (milliseconds: number): void => {
    timer.clear();
    if (!signal.aborted) timer.start(milliseconds);
  };
  const scheduleRenewal = (): void => scheduleIn(Math.max(RENEW_EVERY_MS, renewAt() - now()));

  const tellExpiry = (): void => {
    if (!expired() || hasToldExpiry) return;
    hasToldExpiry = true;
    const problem = credentialErrors.EXPIRED({ credential: id, reason: lastReason });
    context.warn(problem.toReason());
    logger.error(problem.message, { credential: id, code: problem.code });
  };

  const tryToRenew = async (): Promise<void> => {
    try {
      await obtain(false);
    } catch (error) {
      if (signal.aborted) throw error;
      failures += 1;
      lastReason = isTestcarError(error) ? error.message : reasonOf(error);
      const delay = backOff(failures + 1);
      nextTryAt = clock.elapsed() + delay;
      logger.warn(`${id} could not be renewed: ${lastReason}; trying again in ${Math.ceil(delay)} ms`, {
        credential: id,
        ...(isTestcarError(error) ? { code: error.code } : {}),
      });
      tellExpiry();
      // Not later than the end, to say so when it has come.
      const end = expired() ? undefined : endOf(grant);
      scheduleIn(Math.min(delay, (end ?? Number.POSITIVE_INFINITY) - now()));
      throw error;
    }
    if (failures > 0) logger.info(`${id} is renewed, after ${failures} failures`, { credential: id });
    else logger.debug(`${id} is renewed`, { credential: id });
    failures = 0;
    nextTryAt = Number.NEGATIVE_INFINITY;
    hasToldExpiry = false;
    scheduleRenewal();
  };

  const renew = (): Promise<void> => {
    const wait = nextTryAt - clock.elapsed();
    if (wait > 0) {
      tellExpiry();
      scheduleIn(wait);
      return Promise.reject(credentialErrors.EXPIRED({ credential: id, reason: lastReason }));
    }
    renewal ??= tryToRenew().finally(() => {
      renewal = undefined;
    });
    return renewal;
  };

  const current = async (): Promise<G> => {
    if (!expired()) return grant;
    await renew().catch(() => undefined);
    signal.throwIfAborted();
    if (expired()) throw credentialErrors.EXPIRED({ credential: id, reason: lastReason });
    return grant;
  };

  const authorizeUntil: Lease<G>["authorizeUntil"] = async (request) => {
    const present = await current();
    const authorization = (await source.authorize?.(present, request)) ?? { headers: {}, isReusable: false };
    if (!authorization.isReusable) return { authorization };
    return { authorization, until: new Date(Math.max(now(), Math.min(renewAt(), now() + REUSE_MS))) };
  };

  const reject: Lease<G>["reject"] = async (url, headers) => {
    await renewal?.catch(() => undefined);
    const refused = grant;
    const present = await source.authorize?.(refused, { url, method: "GET" });
    // Headers for one request only tell nothing of the grant that they were made from.
    if (present?.isReusable !== true) return false;
    // Those of an earlier grant: the present one is the one to try.
    if (!holdsHeaders(headers, present.headers)) return true;
    if (grant === refused && renewal === undefined) {
      if (clock.elapsed() - lastRejection < REJECT_EVERY_MS) return false;
      lastRejection = clock.elapsed();
      logger.info(`${id} was answered with 401; renewing it`, { credential: id });
    }
    if (grant === refused) await renew().catch(() => undefined);
    return grant !== refused;
  };

  const closeSource = async (): Promise<void> => {
    await atMost(CLOSE_MS, async () => source.close?.());
  };

  try {
    await obtain(true);
  } catch (error) {
    await closeSource();
    throw error;
  }
  scheduleRenewal();

  return {
    id,
    kind,
    origins,
    current,
    authorizeUntil,
    authorize: async (request) => (await authorizeUntil(request)).authorization,
    expiresAt: () => grant.expiresAt,
    reject,
    environment: () => source.environment?.(grant, directory) ?? {},
    close: async () => {
      timer.clear();
      closed.abort();
      // What it still writes must be there before the directory goes.
      await renewal?.catch(() => undefined);
      await closeSource();
    },
  };
}

// A date that is none says nothing.
function endOf({ expiresAt }: Grant): number | undefined {
  const end = expiresAt?.getTime();
  return Number.isNaN(end) ? undefined : end;
}
