import { durationSchema, Secret } from "@testcar/core";
import * as v from "valibot";
import { algorithms, authentications, grants } from "./options/choices.ts";
import { checkCombinations } from "./options/combinations.ts";
import { isOrigin } from "./options/urls.ts";

const A_SECRET =
  "A secret cannot be written plainly: write ${env:NAME} for an environment variable, or ${file:PATH} for a file";

const secret = (description: string) =>
  v.optional(v.pipe(v.instance(Secret, A_SECRET), v.title("secret"), v.description(description)));

const text = (description: string) =>
  v.optional(
    v.pipe(v.string(), v.minLength(1, "Expected a text that is not empty"), v.description(description)),
  );

const flag = (description: string) => v.optional(v.pipe(v.boolean(), v.description(description)));

const httpUrl = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
        "Expected a URL like https://login.example.org",
      ),
      v.check((value) => {
        const url = URL.canParse(value) ? new URL(value) : undefined;
        return url === undefined || url.username + url.password + url.hash === "";
      }, "Expected a URL without user name, password and fragment: it is shown to everybody"),
      v.description(description),
    ),
  );

const oneOrMore = (description: string) =>
  v.optional(
    v.pipe(
      v.union(
        [
          v.pipe(v.string(), v.minLength(1)),
          v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
        ],
        "Expected a text, or a list of texts",
      ),
      v.description(description),
      v.transform((value) => [value].flat()),
    ),
  );

const variable = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z_]\w*$/, "Expected the name of an environment variable"),
      v.description(description),
    ),
  );

const members = v.strictObject({
  issuer: httpUrl(
    "The authorization server, as its discovery document names it (OpenID Connect Discovery, or RFC 8414). Its token endpoint is looked up there, unless tokenEndpoint is set.",
  ),
  tokenEndpoint: httpUrl(
    "The token endpoint, for a server without discovery. With issuer as well, nothing is looked up, and issuer is only whom a private_key_jwt is for.",
  ),
  clientId: v.pipe(
    v.union(
      [v.pipe(v.string(), v.minLength(1)), v.pipe(v.instance(Secret), v.title("secret"))],
      "Expected a text, or ${env:NAME} or ${file:PATH}",
    ),
    v.description("The client that Testcar is at the authorization server."),
  ),
  clientSecret: secret("The client's secret."),
  authentication: v.optional(
    v.pipe(
      v.picklist(authentications),
      v.description(
        "How the client authenticates. Default: client_secret_basic with a clientSecret, client_secret_post with a clientSecret and through, else none",
      ),
    ),
  ),
  privateKey: secret("The key that signs a private_key_jwt: PEM (PKCS #8, PKCS #1, SEC 1) or a JWK."),
  keyId: text("The kid of a private_key_jwt. Default: that of the JWK, if it has one"),
  algorithm: v.optional(
    v.pipe(
      v.picklist(algorithms),
      v.description(
        "The algorithm of a private_key_jwt. Default: that of the JWK, or what goes with the key (RSA: RS256)",
      ),
    ),
  ),
  certificate: text(
    "File with the client's certificate (PEM), for tls_client_auth, self_signed_tls_client_auth, and servers that want one of everybody. Read anew at each use.",
  ),
  certificateKey: text("File with the key of the certificate (PEM, not encrypted)."),
  ca: text(
    "File with the authorities (PEM) that the server's certificate may come from, instead of the well-known ones.",
  ),
  grant: v.optional(
    v.pipe(
      v.picklist(grants),
      v.description(
        "client_credentials (RFC 6749), token_exchange (RFC 8693) or jwt_bearer (RFC 7523). Default: client_credentials",
      ),
    ),
  ),
  assertionFile: text(
    "jwt_bearer: the file with the assertion, for example a projected service account token. Read anew at each use.",
  ),
  subjectTokenFile: text("token_exchange: the file with the subject token. Read anew at each use."),
  subjectTokenType: text(
    "token_exchange: the type of the subject token. Default: urn:ietf:params:oauth:token-type:jwt",
  ),
  actorTokenFile: text("token_exchange: the file with the actor token. Read anew at each use."),
  actorTokenType: text(
    "token_exchange: the type of the actor token. Default: urn:ietf:params:oauth:token-type:jwt",
  ),
  requestedTokenType: text("token_exchange: the type of the token that is asked for."),
  scope: text("The scopes that are asked for, with blanks between them."),
  audience: oneOrMore(
    "Whom the token is for, in the words of the server (RFC 8693, and many servers with other grants).",
  ),
  resource: oneOrMore("Which services the token is for: URIs (RFC 8707)."),
  parameters: v.optional(
    v.pipe(
      v.record(
        v.string(),
        v.union(
          [v.string(), v.pipe(v.instance(Secret), v.title("secret"))],
          "Expected a text, or ${env:NAME} or ${file:PATH}",
        ),
      ),
      v.description("Further parameters of the token request. May hold secrets."),
    ),
  ),
  requireScopes: flag(
    "Fail when a scope that was asked for is not granted; else it is a warning. Default: false",
  ),
  dpop: flag(
    "Bind the token to a key of this run, and send a proof with every request (DPoP, RFC 9449). Default: false",
  ),
  through: text(
    "Id of a credential that the token endpoint wants as well, for example kerberos: its headers go to the token endpoint, and nowhere else.",
  ),
  allowHttp: flag(
    "Allow http to another machine, where everybody on the way can read the secret and the token. Default: false",
  ),
  as: text("Id of this credential, when there are several. Default: oauth"),
  origins: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.check(isOrigin, "Expected an origin: scheme, host and port, as https://api.example.org"),
        ),
      ),
      v.description(
        "Origins (https://api.example.org) whose requests carry the token. Default: the target's; none when another plugin needs this credential",
      ),
    ),
  ),
  environment: v.optional(
    v.pipe(
      v.strictObject({
        token: variable("Holds the token."),
        tokenFile: variable("Holds the path of a file with the token."),
      }),
      v.description(
        "Environment variables of the tests, by name: token for the token as it is when a test starts, tokenFile for the path of a file that is renewed with it.",
      ),
    ),
  ),
  deadline: v.optional(
    durationSchema("Time to get a token before the tests, all tries together. Default: 30s"),
  ),
});

/** Options of the plugin, each with its meaning; the reference page is made from it. */
export const optionsSchema = v.pipe(
  members,
  v.rawCheck(({ dataset, addIssue }) => {
    const input: Record<string, unknown> = { ...Object(dataset.value) };
    for (const { member, reason } of checkCombinations(input)) {
      addIssue({
        message: reason,
        path: [{ type: "object", origin: "value", input, key: member, value: input[member] }],
      });
    }
  }),
);

/** Validated options. */
export type OAuthOptions = v.InferOutput<typeof optionsSchema>;
