import type { Reason } from "@testcar/report";
import type { Secret } from "../config/secret.ts";

/** A request that somebody is about to send. */
export interface CredentialRequest {
  /** Absolute; its origin says which credential it gets. */
  readonly url: string;
  /** Upper case: `GET`. */
  readonly method: string;
}

/** The answer to an authorised request, as far as a credential may look at it. */
export interface CredentialAnswer {
  /** Status code (RFC 9110, section 15). */
  readonly status: number;
  /** All headers of the answer. */
  readonly headers: Headers;
}

/** What makes one request an authorised one. */
export interface Authorization {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** True when other requests to the same origin may carry the same headers until the credential is renewed. */
  readonly isReusable: boolean;
  /**
   * Looks at the answer, for schemes whose last word is the server's (RFC 4559: mutual authentication). Gives back the
   * answer's headers without those that belong to the scheme; throws when the server refused the credential.
   */
  readonly settle?: (answer: CredentialAnswer) => Promise<Headers>;
}

/** What a source hands out: a token, a ticket. Plugins extend it with what is theirs. */
export interface Grant {
  /** When it stops being of use; missing when nobody says. */
  readonly expiresAt?: Date | undefined;
}

/**
 * The kinds of credentials by name, for their types. A plugin adds its own:
 *
 * @example
 * ```ts
 * declare module "@testcar/core" {
 *   interface CredentialKinds { "api-key": ApiKeyGrant }
 * }
 * const { key } = await testcar.credentials.get("partner", "api-key").current();
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: plugins fill it by declaration merging
export interface CredentialKinds {}

/** What a source gets each time it has to obtain its credential. */
export interface ObtainContext {
  /** Aborted at the deadline, and when the run is stopped. */
  readonly signal: AbortSignal;
  /** A directory of this credential alone (0700), removed after the run. */
  readonly directory: string;
  /** Makes a secret of a value that was just obtained; from then on it is masked in everything that leaves the agent. */
  readonly secret: (value: string, source: string) => Secret;
  /** Adds a warning to the run's report. */
  readonly warn: (warning: Reason) => void;
}

/** Where a credential comes from: what a provider plugin hands to the store in `preflight`. */
export interface CredentialSource<G extends Grant = Grant> {
  /** One of the ids that the plugin `provides`. */
  readonly id: string;
  /** For whoever asks for its own kind: a key of {@link CredentialKinds}, or any other word. */
  readonly kind: string;
  /**
   * Origins (`https://api.example.org`) whose requests it authorises. By default the target's; none by default when another
   * plugin needs the credential, which is then what it is for.
   */
  readonly origins?: readonly string[] | undefined;
  /** Milliseconds that one attempt to obtain it may take, all retries included; 30,000 by default. */
  readonly deadlineMs?: number | undefined;
  /**
   * Obtains it anew: in preflight, and before it expires. Throw a {@link TransientError} for what can heal (the network, 5xx,
   * 429), and it is tried again.
   */
  obtain(context: ObtainContext): Promise<G>;
  /** Authorises one request to one of the origins. Without it, the credential is for environments only. */
  authorize?(grant: G, request: CredentialRequest): Promise<Authorization>;
  /** Files that hold it, name to content: written anew (0600) with each grant. */
  files?(grant: G): Readonly<Record<string, string>>;
  /** Variables for the processes of tests. A test that runs keeps those it was started with: name files, which are renewed. */
  environment?(grant: G, directory: string): Readonly<Record<string, string>>;
  /** Called once, after the run. */
  close?(): void | Promise<void>;
}

/** A credential that was obtained, and is kept fresh until the run ends. */
export interface Credential<G extends Grant = Grant> {
  /** The id under which its plugin `provides` it. */
  readonly id: string;
  /** What it is: a key of {@link CredentialKinds}, or any other word. */
  readonly kind: string;
  /** Origins whose requests it authorises. */
  readonly origins: readonly string[];
  /**
   * What is valid now; renewed first if it has expired.
   *
   * @throws TESTCAR_CREDENTIAL_EXPIRED
   */
  current(): Promise<G>;
  /**
   * Authorises a request, whatever its origin: for plugins that were told by their configuration whom to ask. Requests of
   * tests go through {@link RequestAuthorizer}, which looks at the origin.
   *
   * @throws TESTCAR_CREDENTIAL_EXPIRED
   */
  authorize(request: CredentialRequest): Promise<Authorization>;
  /** When the present grant stops being of use. */
  expiresAt(): Date | undefined;
}

/** The headers for one request of a test. */
export interface RequestHeaders {
  /** The credential that they come from; missing when none is for this origin, and there are no headers. */
  readonly credential?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Until when other requests to the same origin may carry them too; missing when they are for this one alone. */
  readonly reusableUntil?: Date;
}

/** Authorises requests of tests: each credential goes to its own origins and nowhere else. */
export interface RequestAuthorizer {
  /**
   * Headers for a request; none when no credential is for its origin.
   *
   * @throws TESTCAR_CREDENTIAL_EXPIRED
   */
  readonly authorize: (request: CredentialRequest) => Promise<RequestHeaders>;
  /**
   * Tells that the service answered 401 to these headers. A grant that is still the present one is renewed, once.
   *
   * @returns true when there is a new one to try.
   */
  readonly reject: (url: string, headers: Readonly<Record<string, string>>) => Promise<boolean>;
}
