import { createHash, randomUUID, type webcrypto } from "node:crypto";
import type { CredentialRequest } from "@testcar/core";

/** A key that tokens are bound to, and proofs of it. */
export interface ProofKey {
  readonly keyPair: webcrypto.CryptoKeyPair;
  /** The part that all proofs begin with. */
  readonly header: string;
  /** A proof for one request that carries the token. */
  prove(accessToken: string, request: CredentialRequest, now: Date): Promise<string>;
}

const encode = (data: object): string => Buffer.from(JSON.stringify(data)).toString("base64url");

/** Makes a key for this run (RFC 9449). */
export async function createProofKey(): Promise<ProofKey> {
  const { subtle } = globalThis.crypto;
  const keyPair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, x, y, crv } = await subtle.exportKey("jwk", keyPair.publicKey);
  // In the order of openid-client, so that its proofs begin alike.
  const header = encode({ alg: "ES256", typ: "dpop+jwt", jwk: { kty, x, y, crv } });
  return {
    keyPair,
    header,
    prove: async (accessToken, { url, method }, now) => {
      const { origin, pathname } = new URL(url);
      const payload = encode({
        iat: Math.floor(now.getTime() / 1000),
        jti: randomUUID(),
        htm: method,
        htu: `${origin}${pathname}`,
        ath: createHash("sha256").update(accessToken).digest("base64url"),
      });
      const signed = `${header}.${payload}`;
      const signature = await subtle.sign(
        { name: "ECDSA", hash: "SHA-256" },
        keyPair.privateKey,
        Buffer.from(signed),
      );
      return `${signed}.${Buffer.from(signature).toString("base64url")}`;
    },
  };
}
