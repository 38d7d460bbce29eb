import { join } from "node:path";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Logger } from "../log/logger.ts";
import type { Clock } from "../process/clock.ts";
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
import { obtainInTime } from "./obtain.ts";

/** Milliseconds for all tries of preflight together, unless the source says otherwise. */
const DEADLINE_MS = 30_000;

/** A grant is renewed so many milliseconds before its end, or a fifth of its life if that is less. */
const EARLY_MS = 30_000;

/** How long headers may be reused of which nobody knows when they expire, in milliseconds. */
const REUSE_MS = 30_000;

/** A service that answers 401 to everything makes nobody ask for a new credential more often, in milliseconds. */
const REJECT_EVERY_MS = 10_000;

/** setTimeout counts to 2^31 - 1. */
const LONGEST_TIMER_MS = 2_147_483_647;

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
  reject(headers: Readonly<Record<string, string>>): Promise<boolean>;
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
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let nextTryAt = 0;
  let lastReason = "";
  let lastRejection = Number.NEGATIVE_INFINITY;
  let hasToldExpiry = false;
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);

  const expired = (): boolean => grant.expiresAt !== undefined && grant.expiresAt.getTime() <= now();
  const renewAt = (): number | undefined => {
    const end = grant.expiresAt?.getTime();
    return end === undefined ? undefined : end - Math.min(EARLY_MS, (end - obtainedAt) / 5);
  };

  const obtain = async (retries: boolean): Promise<void> => {
    const startedAt = now();
    const attempt = (attemptSignal: AbortSignal): Promise<G> =>
      source.obtain({ ...context, directory, signal: attemptSignal });
    const next = await obtainInTime({ id, attempt, deadlineMs, retries, signal, logger });
    for (const [name, content] of Object.entries(source.files?.(next) ?? {}))
      await writePrivate(id, join(directory, name), content);
    grant = next;
    obtainedAt = startedAt;
  };

  const schedule = (at: number | undefined): void => {
    clearTimeout(timer);
    if (at === undefined || signal.aborted) return;
    timer = setTimeout(
      () => void renew().catch(() => undefined),
      Math.min(Math.max(0, at - now()), LONGEST_TIMER_MS),
    );
    // A run that is over does not wait for a renewal.
    timer.unref();
  };

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
      nextTryAt = now() + delay;
      logger.warn(`${id} could not be renewed: ${lastReason}; trying again in ${Math.ceil(delay)} ms`, {
        credential: id,
        ...(isTestcarError(error) ? { code: error.code } : {}),
      });
      tellExpiry();
      // Not later than the end, to say so when it has come.
      const end = expired() ? undefined : grant.expiresAt?.getTime();
      schedule(Math.min(nextTryAt, end ?? nextTryAt));
      throw error;
    }
    if (failures > 0) logger.info(`${id} is renewed, after ${failures} failures`, { credential: id });
    else logger.debug(`${id} is renewed`, { credential: id });
    failures = 0;
    nextTryAt = 0;
    hasToldExpiry = false;
    schedule(renewAt());
  };

  const renew = (): Promise<void> => {
    if (nextTryAt > now()) {
      tellExpiry();
      schedule(nextTryAt);
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
    const until = new Date(
      Math.max(now(), Math.min(renewAt() ?? Number.POSITIVE_INFINITY, now() + REUSE_MS)),
    );
    return { authorization, until };
  };

  await obtain(true);
  schedule(renewAt());

  return {
    id,
    kind,
    origins,
    current,
    authorizeUntil,
    authorize: async (request) => (await authorizeUntil(request)).authorization,
    expiresAt: () => grant.expiresAt,
    reject: async (headers) => {
      await renewal?.catch(() => undefined);
      const refused = grant;
      const isPresent = async (): Promise<boolean> => {
        const mine = await source.authorize?.(refused, { url: origins[0] ?? "", method: "GET" });
        return mine?.isReusable === true && sameHeaders(mine.headers, headers);
      };
      // Headers for one request only tell nothing of the grant that they were made from.
      if (!(await isPresent())) return grant !== refused;
      if (now() - lastRejection < REJECT_EVERY_MS) return false;
      lastRejection = now();
      logger.info(`${id} was answered with 401; renewing it`, { credential: id });
      await renew().catch(() => undefined);
      return grant !== refused;
    },
    environment: () => source.environment?.(grant, directory) ?? {},
    close: async () => {
      clearTimeout(timer);
      closed.abort();
      await source.close?.();
    },
  };
}

const sameHeaders = (
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
): boolean => Object.entries(first).every(([name, value]) => second[name] === value);
