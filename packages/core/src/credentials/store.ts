import { join } from "node:path";
import type { Reason } from "@testcar/report";
import { Secret } from "../config/secret.ts";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import type { Logger } from "../log/logger.ts";
import type { Clock } from "../process/clock.ts";
import type {
  Credential,
  CredentialKinds,
  CredentialSource,
  Grant,
  RequestAuthorizer,
} from "./credential.ts";
import { makePrivateDirectory } from "./files.ts";
import { type Lease, lease } from "./lease.ts";
import { originOf, toOrigins } from "./origins.ts";
import { TransientError } from "./transient.ts";

/** The credentials of one run, for plugins. */
export interface Credentials {
  /**
   * A credential that the plugin named in `needs`.
   *
   * @param kind - The kind that the plugin can work with: gives it its type.
   * @throws TESTCAR_CREDENTIAL_UNDECLARED when it was not obtained before, TESTCAR_CREDENTIAL_KIND
   * @example
   * ```ts
   * const { headers } = await testcar.credentials.get("kerberos").authorize({ url, method: "POST" });
   * ```
   */
  get(id: string): Credential;
  get<K extends keyof CredentialKinds>(id: string, kind: K): Credential<CredentialKinds[K] & Grant>;
}

/** What the store needs. */
export interface StoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Origin of the service under test. */
  readonly target?: string | undefined;
  /** From now on the secret is masked. */
  readonly register: (secret: Secret) => void;
}

/** What is known only when preflight starts. */
export interface OpenStoreOptions {
  /** Where directories of credentials are made. */
  readonly directory: () => Promise<string>;
  /** Aborted when the run is stopped. */
  readonly signal: AbortSignal;
  /** Adds a warning to the report. */
  readonly warn: (warning: Reason) => void;
  /** Credentials that some plugin needs: that is what they are for. */
  readonly needed: readonly string[];
}

/** Who provides, and what it has declared. */
export interface Provider {
  readonly plugin: string;
  readonly provides: readonly string[];
}

/** All credentials of one run: obtained in preflight, renewed while tests run, forgotten when it ends. */
export interface CredentialStore extends RequestAuthorizer {
  open(options: OpenStoreOptions): void;
  provide<G extends Grant>(provider: Provider, source: CredentialSource<G>): Promise<Credential<G>>;
  /** What plugins may ask for. */
  readonly forPlugins: Credentials;
  has(id: string): boolean;
  readonly isEmpty: () => boolean;
  /** Variables for the processes of tests. */
  environment(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Makes an empty store. */
export function createCredentials({ clock, logger, target, register }: StoreOptions): CredentialStore {
  const leases = new Map<string, Lease>();
  const owners = new Map<string, string>();
  const provided = new Set<string>();
  let opened: OpenStoreOptions | undefined;

  const originsOf = (source: CredentialSource, needed: readonly string[]): readonly string[] => {
    const { id, origins } = source;
    if (origins !== undefined) return toOrigins(id, origins);
    if (source.authorize === undefined || needed.includes(id)) return [];
    const own = target === undefined ? undefined : originOf(target);
    if (own !== undefined) return [own];
    if (source.environment !== undefined) return [];
    throw credentialErrors.ORIGIN_MISSING({ credential: id });
  };

  // Claimed before anything is asked of a server: two that come at the same time must not slip by one another.
  const claim = (source: CredentialSource, origins: readonly string[]): void => {
    if (source.authorize === undefined) return;
    for (const origin of origins) {
      const first = owners.get(origin);
      if (first !== undefined && first !== source.id)
        throw credentialErrors.AMBIGUOUS({ origin, first, second: source.id });
      owners.set(origin, source.id);
    }
  };

  const obtain = async <G extends Grant>(
    plugin: string,
    source: CredentialSource<G>,
    { signal, warn, needed, directory: runDirectory }: OpenStoreOptions,
  ): Promise<Lease<G>> => {
    const { id } = source;
    const origins = originsOf(source, needed);
    claim(source, origins);
    const directory = join(await runDirectory(), "credentials", directoryName(id));
    await makePrivateDirectory(id, directory);
    const context = {
      secret: (value: string, what: string): Secret => {
        const secret = new Secret(value, what);
        register(secret);
        return secret;
      },
      warn: (warning: Reason) => warn({ ...warning, plugin }),
    };
    const own = logger.child({ plugin });
    return lease({ source, origins, directory, context, signal, clock, logger: own });
  };

  const provide: CredentialStore["provide"] = async ({ plugin, provides }, source) => {
    const { id } = source;
    if (opened === undefined || !provides.includes(id))
      throw credentialErrors.UNDECLARED({ credential: id, plugin });
    if (provided.has(id)) throw credentialErrors.PROVIDED_TWICE({ credential: id, plugin });
    provided.add(id);
    try {
      const held = await obtain(plugin, source, opened);
      leases.set(id, held);
      checkVariables(leases.values());
      return held;
    } catch (error) {
      // What failed may be tried in another way.
      if (!leases.has(id)) provided.delete(id);
      throw error;
    }
  };

  const get = (id: string, kind?: string): Credential => {
    const held = leases.get(id);
    if (held === undefined)
      throw credentialErrors.UNDECLARED({ credential: id, plugin: "that asked for it" });
    if (kind !== undefined && held.kind !== kind)
      throw credentialErrors.KIND({ credential: id, kind: held.kind, wanted: kind });
    return held;
  };

  const leaseFor = (url: string): Lease | undefined => {
    const origin = originOf(url);
    return origin === undefined ? undefined : leases.get(owners.get(origin) ?? "");
  };

  return {
    open: (options) => {
      opened = options;
    },
    provide,
    // The overloads of an interface cannot be told from an arrow function's one signature.
    forPlugins: { get: get as Credentials["get"] },
    has: (id) => leases.has(id),
    isEmpty: () => leases.size === 0,
    authorize: async (request) => {
      const held = leaseFor(request.url);
      if (held === undefined) return { headers: {} };
      const { authorization, until } = await held.authorizeUntil(request).catch((error: unknown) => {
        // Tests do not try again: what it is about is all they can use.
        throw error instanceof TransientError ? error.cause : error;
      });
      return {
        credential: held.id,
        headers: authorization.headers,
        ...(until === undefined ? {} : { reusableUntil: until }),
      };
    },
    reject: async (url, headers) => (await leaseFor(url)?.reject(url, headers)) ?? false,
    environment: () => Object.assign({}, ...[...leases.values()].map((held) => held.environment())),
    close: async () => {
      await Promise.allSettled([...leases.values()].map((held) => held.close()));
      leases.clear();
    },
  };
}

// One name for each id: none that leads elsewhere, and none that two share.
const directoryName = (id: string): string => encodeURIComponent(id).replaceAll(".", "%2E");

function checkVariables(leases: Iterable<Lease>): void {
  const setBy = new Map<string, string>();
  for (const { id, environment } of leases) {
    for (const name of Object.keys(environment())) {
      const first = setBy.get(name);
      if (first !== undefined) throw credentialErrors.VARIABLE_TWICE({ name, first, second: id });
      setBy.set(name, id);
    }
  }
}
