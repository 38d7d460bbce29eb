import type { OAuthOptions } from "../options.ts";
import { type Authentication, authentications, grants } from "./choices.ts";
import { isInsecure } from "./urls.ts";

/** A member that does not go with the others. */
interface Clash {
  readonly member: keyof OAuthOptions;
  readonly reason: string;
}

type Options = Readonly<Partial<Record<keyof OAuthOptions, unknown>>>;

/** How the client authenticates, said or not. */
export function authenticationOf({
  authentication,
  clientSecret,
  through,
}: Pick<Options, "clientSecret" | "through"> & {
  readonly authentication?: Authentication | undefined;
}): Authentication {
  if (authentication !== undefined) return authentication;
  if (clientSecret === undefined) return "none";
  // Both would go into the one header Authorization.
  return through === undefined ? "client_secret_basic" : "client_secret_post";
}

/** Members that only one grant has, and whether it needs them. */
const GRANT_MEMBERS = {
  assertionFile: { grant: "jwt_bearer", isNeeded: true },
  subjectTokenFile: { grant: "token_exchange", isNeeded: true },
  subjectTokenType: { grant: "token_exchange", isNeeded: false },
  actorTokenFile: { grant: "token_exchange", isNeeded: false },
  actorTokenType: { grant: "token_exchange", isNeeded: false },
  requestedTokenType: { grant: "token_exchange", isNeeded: false },
} as const;

/** Parameters that have an option of their own, or that the plugin sets. */
const RESERVED: Readonly<Record<string, string>> = {
  actor_token: "actorTokenFile",
  actor_token_type: "actorTokenType",
  assertion: "assertionFile",
  audience: "audience",
  client_assertion: "privateKey",
  client_assertion_type: "authentication",
  client_id: "clientId",
  client_secret: "clientSecret",
  grant_type: "grant",
  requested_token_type: "requestedTokenType",
  resource: "resource",
  scope: "scope",
  subject_token: "subjectTokenFile",
  subject_token_type: "subjectTokenType",
};

const isAuthentication = (value: unknown): value is Authentication =>
  authentications.some((known) => known === value);

const isTls = (authentication: unknown): boolean =>
  authentication === "tls_client_auth" || authentication === "self_signed_tls_client_auth";

const usesSecret = (authentication: unknown): boolean =>
  authentication === "client_secret_basic" || authentication === "client_secret_post";

const urlOf = (value: unknown): URL | undefined =>
  typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;

function servers({ issuer, tokenEndpoint, allowHttp, authentication }: Options): readonly Clash[] {
  if (issuer === undefined && tokenEndpoint === undefined) {
    return [{ member: "issuer", reason: "Expected issuer, or tokenEndpoint for a server without discovery" }];
  }
  return (["issuer", "tokenEndpoint"] as const).flatMap((member): readonly Clash[] => {
    const url = urlOf(member === "issuer" ? issuer : tokenEndpoint);
    if (url?.protocol !== "http:") return [];
    if (isInsecure(url) && allowHttp !== true) {
      const reason =
        "Expected https: with http, everybody on the way can read the secret and the token. allowHttp: true allows it";
      return [{ member, reason }];
    }
    return isTls(authentication) && (member === "tokenEndpoint" || tokenEndpoint === undefined)
      ? [
          {
            member,
            reason: `Expected https: ${String(authentication)} shows a certificate, which http cannot`,
          },
        ]
      : [];
  });
}

function clients(options: Options, authentication: Authentication): readonly Clash[] {
  const { clientSecret, privateKey, certificate, certificateKey, keyId, algorithm, through } = options;
  const clashes: Clash[] = [];
  const add = (member: Clash["member"], reason: string) => clashes.push({ member, reason });

  if (authentication === "client_secret_basic" && through !== undefined) {
    add(
      "authentication",
      `client_secret_basic cannot go with through: both need the header Authorization, of which there is one. Use client_secret_post, if the server knows the client so`,
    );
  }
  if (usesSecret(authentication) && clientSecret === undefined)
    add("clientSecret", `Expected a secret, which ${authentication} sends: \${env:NAME} or \${file:PATH}`);
  if (!usesSecret(authentication) && clientSecret !== undefined)
    add("clientSecret", `${authentication} sends no secret: leave it out, or choose another authentication`);
  if (authentication === "private_key_jwt" && privateKey === undefined)
    add("privateKey", "Expected a key, with which private_key_jwt signs: ${env:NAME} or ${file:PATH}");
  if (authentication !== "private_key_jwt") {
    for (const member of ["privateKey", "keyId", "algorithm"] as const) {
      if ({ privateKey, keyId, algorithm }[member] !== undefined)
        add(member, `Only private_key_jwt has use for it: set authentication, which is ${authentication}`);
    }
  }
  for (const [member, other] of [
    ["certificate", "certificateKey"],
    ["certificateKey", "certificate"],
  ] as const) {
    if (options[member] !== undefined) continue;
    if (isTls(authentication))
      add(member, `Expected the path of a PEM file: ${authentication} shows a certificate`);
    else if ({ certificate, certificateKey }[other] !== undefined)
      add(member, `Expected the path of a PEM file, since there is ${other}`);
  }
  return clashes;
}

function exchanged(options: Options): readonly Clash[] {
  const { grant = "client_credentials", parameters, requireScopes, scope } = options;
  const clashes: Clash[] = [];
  for (const [name, { grant: owner, isNeeded }] of Object.entries(GRANT_MEMBERS)) {
    const member = name as keyof typeof GRANT_MEMBERS;
    const isSet = options[member] !== undefined;
    if (isSet && grant !== owner)
      clashes.push({ member, reason: `It is for grant: ${owner}, and the grant is ${String(grant)}` });
    if (!isSet && isNeeded && grant === owner)
      clashes.push({ member, reason: `Expected the path of a file, which grant: ${owner} sends` });
  }
  if (options.actorTokenType !== undefined && options.actorTokenFile === undefined)
    clashes.push({
      member: "actorTokenFile",
      reason: "Expected the path of a file, since there is actorTokenType",
    });
  if (requireScopes === true && scope === undefined)
    clashes.push({
      member: "scope",
      reason: "Expected scopes, since requireScopes looks whether they were granted",
    });
  const taken = Object.keys(typeof parameters === "object" && parameters !== null ? parameters : {});
  for (const name of taken.filter((key) => Object.hasOwn(RESERVED, key)))
    clashes.push({ member: "parameters", reason: `${name} has an option of its own: ${RESERVED[name]}` });
  return clashes;
}

/** What does not go together in options whose members may themselves be wrong: all of it. */
export function checkCombinations(options: Options): readonly Clash[] {
  const { authentication: said, grant } = options;
  // What is no choice at all is told already.
  const isKnown = said === undefined || isAuthentication(said);
  const authentication = authenticationOf({
    ...options,
    authentication: isAuthentication(said) ? said : undefined,
  });
  return [
    ...servers({ ...options, authentication }),
    ...(isKnown ? clients(options, authentication) : []),
    ...(grant === undefined || grants.some((known) => known === grant) ? exchanged(options) : []),
  ];
}
