import { resolve } from "node:path";
import { type ObtainContext, Secret } from "@testcar/core";
import type { OAuthOptions } from "../options.ts";
import { readToken, type TokenFile } from "./token-file.ts";

const JWT = "urn:ietf:params:oauth:token-type:jwt";

/** The names of grants in a token request. */
const GRANT_TYPES = {
  client_credentials: "client_credentials",
  jwt_bearer: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  token_exchange: "urn:ietf:params:oauth:grant-type:token-exchange",
} as const;

/** What a secret or a text holds. */
export const plain = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value);

/** The file that the grant sends. */
export function grantFile(options: OAuthOptions, baseDirectory: string): TokenFile | undefined {
  for (const option of ["assertionFile", "subjectTokenFile"] as const) {
    const path = options[option];
    if (path !== undefined) return { option, path: resolve(baseDirectory, path) };
  }
  return undefined;
}

/** What is asked for; the files of tokens are read anew each time. */
export async function tokenParameters(
  options: OAuthOptions,
  baseDirectory: string,
  secret: ObtainContext["secret"],
): Promise<{ readonly grantType: string; readonly parameters: URLSearchParams }> {
  const { grant = "client_credentials", scope, audience = [], resource = [], actorTokenFile } = options;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(options.parameters ?? {})) parameters.append(name, plain(value));
  if (scope !== undefined) parameters.set("scope", scope);
  for (const name of audience) parameters.append("audience", name);
  for (const uri of resource) parameters.append("resource", uri);

  const file = grantFile(options, baseDirectory);
  const token = file === undefined ? "" : await readToken(file, secret);
  if (grant === "jwt_bearer") parameters.set("assertion", token);
  if (grant === "token_exchange") {
    parameters.set("subject_token", token);
    parameters.set("subject_token_type", options.subjectTokenType ?? JWT);
    if (actorTokenFile !== undefined) {
      const path = resolve(baseDirectory, actorTokenFile);
      parameters.set("actor_token", await readToken({ option: "actorTokenFile", path }, secret));
      parameters.set("actor_token_type", options.actorTokenType ?? JWT);
    }
    if (options.requestedTokenType !== undefined)
      parameters.set("requested_token_type", options.requestedTokenType);
  }
  return { grantType: GRANT_TYPES[grant], parameters };
}
