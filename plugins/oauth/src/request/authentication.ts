import { Secret } from "@testcar/core";
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  modifyAssertion,
  None,
  PrivateKeyJwt,
  TlsClientAuth,
} from "../openid-client.ts";
import { authenticationOf } from "../options/combinations.ts";
import type { OAuthOptions } from "../options.ts";
import { readPrivateKey } from "./private-key.ts";

const NO_SECRET = new Secret("", "nowhere");

/** How the client proves who it is, for openid-client. */
export function clientAuthentication(options: OAuthOptions): ClientAuth {
  const { clientSecret = NO_SECRET, privateKey = NO_SECRET } = options;
  switch (authenticationOf(options)) {
    case "client_secret_basic":
      return ClientSecretBasic(clientSecret.reveal());
    case "client_secret_post":
      return ClientSecretPost(clientSecret.reveal());
    case "private_key_jwt": {
      const { key, kid, alg } = readPrivateKey(privateKey, options);
      // The library knows Ed25519 by its new name only.
      const setAlgorithm = (header: Record<string, unknown>): void => {
        header["alg"] = alg;
      };
      return PrivateKeyJwt(kid === undefined ? { key } : { key, kid }, {
        [modifyAssertion]: setAlgorithm,
      });
    }
    case "tls_client_auth":
    case "self_signed_tls_client_auth":
      return TlsClientAuth();
    case "none":
      return None();
  }
}
