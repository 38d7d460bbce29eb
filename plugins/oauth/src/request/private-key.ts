import { createPrivateKey, type KeyObject, type webcrypto } from "node:crypto";
import type { Secret } from "@testcar/core";
import { errors } from "../errors.ts";
import { membersOf } from "../http/exchange.ts";
import type { Algorithm } from "../options/choices.ts";

/** A key, and what the header of what it signs says. */
export interface SigningKey {
  readonly key: webcrypto.CryptoKey;
  readonly kid: string | undefined;
  readonly alg: string;
}

const CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly alg: Algorithm }>> = {
  prime256v1: { namedCurve: "P-256", alg: "ES256" },
  secp384r1: { namedCurve: "P-384", alg: "ES384" },
  secp521r1: { namedCurve: "P-521", alg: "ES512" },
};

function readKey(text: string): { readonly key: KeyObject; readonly kid?: string; readonly alg?: string } {
  const jwk = membersOf(text);
  if (jwk === undefined) return { key: createPrivateKey(text) };
  const { kid, alg } = jwk;
  return {
    key: createPrivateKey({ key: jwk, format: "jwk" }),
    ...(typeof kid === "string" ? { kid } : {}),
    ...(typeof alg === "string" ? { alg } : {}),
  };
}

function toCryptoKey(
  key: KeyObject,
  wanted: string | undefined,
): { key: webcrypto.CryptoKey; alg: string } | undefined {
  if (key.asymmetricKeyType === "rsa") {
    const alg = wanted ?? "RS256";
    const [, family, bits] = /^([RP]S)(256|384|512)$/.exec(alg) ?? [];
    if (family === undefined) return undefined;
    const name = family === "RS" ? "RSASSA-PKCS1-v1_5" : "RSA-PSS";
    return { key: key.toCryptoKey({ name, hash: `SHA-${bits}` }, false, ["sign"]), alg };
  }
  if (key.asymmetricKeyType === "ec") {
    const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
    if (curve === undefined || (wanted ?? curve.alg) !== curve.alg) return undefined;
    const { namedCurve, alg } = curve;
    return { key: key.toCryptoKey({ name: "ECDSA", namedCurve }, false, ["sign"]), alg };
  }
  if (key.asymmetricKeyType !== "ed25519") return undefined;
  const alg = wanted ?? "EdDSA";
  return alg === "EdDSA" || alg === "Ed25519"
    ? { key: key.toCryptoKey("Ed25519", false, ["sign"]), alg }
    : undefined;
}

/** Reads the key of a client: PEM or JWK. What OpenSSL says of a broken one is not told: it may quote it. */
export function readPrivateKey(
  privateKey: Secret,
  { keyId, algorithm }: { readonly keyId?: string | undefined; readonly algorithm?: Algorithm | undefined },
): SigningKey {
  const text = privateKey.reveal();
  const refuse = (reason: string) => errors.KEY({ source: privateKey.source, reason });
  if (/ENCRYPTED/.test(text)) throw refuse("it is encrypted");
  let found: ReturnType<typeof readKey>;
  try {
    found = readKey(text);
  } catch {
    throw refuse("it is neither a private key as PEM nor one as JWK");
  }
  const signing = toCryptoKey(found.key, algorithm ?? found.alg);
  if (signing === undefined) throw refuse(`its kind does not go with ${algorithm ?? "any algorithm"}`);
  return { ...signing, kid: keyId ?? found.kid };
}
