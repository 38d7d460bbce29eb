import { join } from "node:path";
import type { CredentialSource, ObtainContext, PluginApi, TestcarError } from "@testcar/core";
import { endOf, lifetimeOf } from "./answer/lifetime.ts";
import { compareScopes, grantedScope } from "./answer/scopes.ts";
import { createProofKey, type ProofKey } from "./dpop.ts";
import { errors } from "./errors.ts";
import type { BearerGrant } from "./grant.ts";
import { shown } from "./options/urls.ts";
import type { OAuthOptions } from "./options.ts";
import { type Answer, createTokenRequester } from "./request/token-request.ts";

const TOKEN_FILE = "token";

/** What the source needs of Testcar. */
export type SourceApi = Pick<PluginApi, "baseDirectory" | "clock" | "credentials">;

/** A source of access tokens: what the plugin hands to the credential store. */
export function createSource(
  id: string,
  options: OAuthOptions,
  { baseDirectory, clock, credentials }: SourceApi,
): CredentialSource<BearerGrant> {
  const { through, environment } = options;
  const request = createTokenRequester({
    options,
    baseDirectory,
    clock,
    through: () => (through === undefined ? undefined : credentials.get(through)),
  });
  const told = new Set<string>();
  let proofKey: ProofKey | undefined;

  const makeProofKey = async ({ secret }: ObtainContext): Promise<ProofKey | undefined> => {
    if (options.dpop !== true || proofKey !== undefined) return proofKey;
    proofKey = await createProofKey();
    // Each request has its own proof; what they have in common gives each of them away.
    secret(proofKey.header, `DPoP proofs of ${id}`);
    return proofKey;
  };

  // A token is renewed many times in a run; the server does not change its ways.
  const warnOnce = ({ warn }: ObtainContext, problem: TestcarError): void => {
    if (told.has(problem.code)) return;
    told.add(problem.code);
    warn(problem.toReason());
  };

  const toGrant = (answer: Answer, context: ObtainContext): BearerGrant => {
    const { accessToken: token, expiresIn, askedAt } = answer;
    const accessToken = context.secret(token, `the token of ${id}`);
    const url = shown(answer.tokenEndpoint);

    const scope = grantedScope(answer.scope, token, options.scope);
    const difference = compareScopes(options.scope, scope);
    if (difference !== undefined) {
      const problem = errors.SCOPES({ url, ...difference });
      if (options.requireScopes === true && difference.missing.length > 0) throw problem;
      warnOnce(context, problem);
    }
    const life = lifetimeOf(expiresIn);
    if (life === "nonsense") warnOnce(context, errors.EXPIRY({ url }));
    return {
      accessToken,
      tokenType: options.dpop === true ? "DPoP" : "Bearer",
      scope,
      ...(typeof life === "object" ? { expiresAt: endOf(askedAt, life.seconds) } : {}),
    };
  };

  return {
    id,
    kind: "bearer",
    origins: options.origins,
    deadlineMs: options.deadline,
    obtain: async (context) => toGrant(await request(context, await makeProofKey(context)), context),
    authorize: async ({ accessToken, tokenType }, outgoing) => {
      const authorization = `${tokenType} ${accessToken.reveal()}`;
      if (proofKey === undefined) return { headers: { authorization }, isReusable: true };
      const dpop = await proofKey.prove(accessToken.reveal(), outgoing, clock.now());
      return { headers: { authorization, dpop }, isReusable: false };
    },
    files: ({ accessToken }) =>
      environment?.tokenFile === undefined ? {} : { [TOKEN_FILE]: accessToken.reveal() },
    ...(environment === undefined
      ? {}
      : {
          environment: ({ accessToken }, directory) => ({
            ...(environment.token === undefined ? {} : { [environment.token]: accessToken.reveal() }),
            ...(environment.tokenFile === undefined
              ? {}
              : { [environment.tokenFile]: join(directory, TOKEN_FILE) }),
          }),
        }),
  };
}
