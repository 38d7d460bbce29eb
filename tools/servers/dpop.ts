import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from "jose";

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;

/**
 * Checks the proof that comes with a bound token.
 *
 * @throws Error in words when the proof is missing, or is for another request, token or key
 * @see RFC 9449, section 4.3
 */
export async function verifyProof(
  request: IncomingMessage,
  url: string,
  token: string,
  claims: JWTPayload,
): Promise<void> {
  const proof = request.headers["dpop"];
  if (typeof proof !== "string") throw new Error("no DPoP proof");
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: "dpop+jwt",
    maxTokenAge: 60,
    clockTolerance: 5,
    requiredClaims: ["jti"],
  });
  if (payload["htm"] !== request.method) throw new Error("the DPoP proof is for another method");
  if (payload["htu"] !== url) throw new Error("the DPoP proof is for another URL");
  const hash = createHash("sha256").update(token).digest("base64url");
  if (payload["ath"] !== hash) throw new Error("the DPoP proof is for another token");
  if (protectedHeader.jwk === undefined) throw new Error("the DPoP proof has no key");
  const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk);
  if (member(claims["cnf"], "jkt") !== thumbprint) throw new Error("the token is bound to another key");
}
