// The grants that oidc-provider leaves to its users. Each checks what it is given, and leaves the rest (scope, resource,
// DPoP, the token itself) to the provider's own client credentials grant.
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { errors, type Provider, type TokenContext } from "oidc-provider";
import { handler as clientCredentials } from "oidc-provider/lib/actions/grants/client_credentials.js";
import * as grantHelpers from "oidc-provider/lib/helpers/grants.js";

export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const TOKEN_TYPES = [ACCESS_TOKEN, "urn:ietf:params:oauth:token-type:jwt"];

/** Somebody whose tokens are accepted as assertions and subject tokens. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly jwks: JSONWebKeySet;
}

/** Adds token exchange (RFC 8693) and JWT bearer (RFC 7523). The subject goes to `context.state.onBehalfOf`. */
export function registerGrants(
  provider: Provider,
  audience: string,
  trusted: readonly TrustedIssuer[],
): void {
  const helpers = Object.fromEntries(
    Object.entries(grantHelpers).map(([name, helper]) => [name, helper.bind(undefined, provider)]),
  );

  const verified = async (token: string | undefined, audiences: readonly string[]): Promise<JWTPayload> => {
    if (token === undefined) throw new errors.InvalidRequest("missing required parameter");
    try {
      const { iss } = decodeJwt(token);
      const known = trusted.find(({ issuer }) => issuer === iss);
      if (known === undefined) throw new Error(`issuer ${iss} is not trusted`);
      const { payload } = await jwtVerify(token, createLocalJWKSet(known.jwks), {
        issuer: known.issuer,
        audience: [...audiences],
        requiredClaims: ["sub", "exp"],
      });
      return payload;
    } catch (error) {
      throw new errors.InvalidGrant(error instanceof Error ? error.message : String(error));
    }
  };

  const issue = async (context: TokenContext, { sub }: JWTPayload): Promise<void> => {
    context.state["onBehalfOf"] = sub;
    await clientCredentials(provider, helpers, context);
  };

  const [own] = trusted;
  const accepted = own === undefined ? [] : [own.issuer, `${own.issuer}/token`];

  provider.registerGrantType(
    JWT_BEARER,
    async (context) => issue(context, await verified(context.oidc.params?.["assertion"], accepted)),
    ["assertion", "scope", "resource"],
    ["resource"],
  );

  provider.registerGrantType(
    TOKEN_EXCHANGE,
    async (context) => {
      const { subject_token, subject_token_type = "" } = context.oidc.params ?? {};
      if (!TOKEN_TYPES.includes(subject_token_type)) {
        throw new errors.InvalidRequest(`subject_token_type must be one of ${TOKEN_TYPES.join(", ")}`);
      }
      await issue(context, await verified(subject_token, [...accepted, audience]));
      context.body = { ...Object(context.body), issued_token_type: ACCESS_TOKEN };
    },
    ["subject_token", "subject_token_type", "requested_token_type", "audience", "scope", "resource"],
    ["audience", "resource"],
  );
}
