import { resolve } from "node:path";
import type { Clock, Credential, ObtainContext } from "@testcar/core";
import type { ProofKey } from "../dpop.ts";
import type { ExchangeOptions } from "../http/exchange.ts";
import { openFetch } from "../http/fetch.ts";
import {
  allowInsecureRequests,
  Configuration,
  customFetch,
  type DPoPHandle,
  genericGrantRequest,
  getDPoPHandle,
} from "../openid-client.ts";
import { authenticationOf } from "../options/combinations.ts";
import type { OAuthOptions } from "../options.ts";
import { clientAuthentication } from "./authentication.ts";
import { classify } from "./classify.ts";
import { findServer, type Server } from "./discover.ts";
import { plain, tokenParameters } from "./parameters.ts";
import { LIFE_MEMBER, tokenFetch } from "./token-endpoint.ts";

/** How long all tries may take unless the options say otherwise, in milliseconds: the store's own default. */
const DEADLINE_MS = 30_000;

/** What a token endpoint gave. */
export interface Answer {
  readonly tokenEndpoint: string;
  readonly accessToken: string;
  /** Scopes as the answer has them. */
  readonly scope: string | undefined;
  /** `expires_in` as it was sent. */
  readonly expiresIn: unknown;
  /** When the request was about to be sent: from then on, the token's life is counted. */
  readonly askedAt: Date;
}

/** What asking needs. */
export interface TokenRequesterOptions {
  readonly options: OAuthOptions;
  readonly baseDirectory: string;
  readonly clock: Clock;
  /** The credential that the token endpoint wants as well. */
  readonly through: () => Credential | undefined;
}

/** Asks for a token, one request each time. The server is looked up once. */
export function createTokenRequester({ options, baseDirectory, clock, through }: TokenRequesterOptions) {
  let server: Server | undefined;
  // Keeps the nonces that the server gives (RFC 9449, section 8).
  let handle: DPoPHandle | undefined;
  let problem: Error | undefined;

  const pathOf = (path: string | undefined) =>
    path === undefined ? undefined : resolve(baseDirectory, path);
  const isMutual = ["tls_client_auth", "self_signed_tls_client_auth"].includes(authenticationOf(options));

  return async ({ signal, secret }: ObtainContext, proofKey: ProofKey | undefined): Promise<Answer> => {
    const { fetch, close } = await openFetch({
      ca: pathOf(options.ca),
      certificate: pathOf(options.certificate),
      certificateKey: pathOf(options.certificateKey),
    });
    const exchangeOptions: ExchangeOptions = {
      fetch,
      signal,
      // So that there is time to try again.
      timeoutMs: (options.deadline ?? DEADLINE_MS) / 3,
      allowHttp: options.allowHttp === true,
      clock,
    };
    try {
      server ??= await findServer(options, exchangeOptions);
      const authentication = clientAuthentication(options);
      const metadata = { use_mtls_endpoint_aliases: isMutual };
      const client = new Configuration({ ...server }, plain(options.clientId), metadata, authentication);
      allowInsecureRequests(client);
      client.timeout = 0;
      client[customFetch] = tokenFetch(options, through(), exchangeOptions);
      const { grantType, parameters } = await tokenParameters(options, baseDirectory, secret);
      if (proofKey !== undefined) handle ??= getDPoPHandle(client, proofKey.keyPair);
      const askedAt = clock.now();
      const answer = await genericGrantRequest(
        client,
        grantType,
        parameters,
        handle === undefined ? undefined : { DPoP: handle },
      );
      const { access_token: accessToken, scope, [LIFE_MEMBER]: expiresIn } = answer;
      problem = undefined;
      return { tokenEndpoint: server.token_endpoint, accessToken, scope, expiresIn, askedAt };
    } catch (error) {
      // A try that the deadline has cut short tells less than the one before.
      if (!signal.aborted || problem === undefined)
        problem = classify(error, server?.token_endpoint ?? options.issuer ?? "", options);
      throw problem;
    } finally {
      await close();
    }
  };
}
