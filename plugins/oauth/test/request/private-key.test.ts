import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import type { Algorithm } from "../../src/options/choices.ts";
import { readPrivateKey } from "../../src/request/private-key.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
const ed = generateKeyPairSync("ed25519").privateKey;
const koblitz = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey;

const read = (text: string, algorithm?: Algorithm, keyId?: string) =>
  readPrivateKey(new Secret(text, "${file:key.pem}"), { algorithm, keyId });
const problem = (text: string, algorithm?: Algorithm): unknown => {
  try {
    return read(text, algorithm);
  } catch (error) {
    return error;
  }
};

describe("a private key", () => {
  test.each<[string, string, Algorithm | undefined, string]>([
    ["RSA as PKCS #8", rsa.export({ type: "pkcs8", format: "pem" }).toString(), undefined, "RS256"],
    ["RSA as PKCS #1", rsa.export({ type: "pkcs1", format: "pem" }).toString(), "PS512", "PS512"],
    ["EC as SEC 1", ec.export({ type: "sec1", format: "pem" }).toString(), undefined, "ES384"],
    ["Ed25519", ed.export({ type: "pkcs8", format: "pem" }).toString(), undefined, "EdDSA"],
    ["Ed25519 by its new name", ed.export({ type: "pkcs8", format: "pem" }).toString(), "Ed25519", "Ed25519"],
    [
      "a JWK with its algorithm",
      JSON.stringify({ ...rsa.export({ format: "jwk" }), alg: "PS256" }),
      undefined,
      "PS256",
    ],
  ])("is read: %s", (_what, text, algorithm, expected) => {
    const { alg, key } = read(text, algorithm);
    expect({ alg, usages: key.usages }).toEqual({ alg: expected, usages: ["sign"] });
  });

  test("has the kid of its JWK, unless the options say another one", () => {
    const jwk = JSON.stringify({ ...ec.export({ format: "jwk" }), kid: "one" });
    expect([read(jwk).kid, read(jwk, undefined, "two").kid]).toEqual(["one", "two"]);
  });

  test.each<[string, string, Algorithm | undefined, RegExp]>([
    ["neither PEM nor JWK", "canary-key", undefined, /neither a private key as PEM nor one as JWK/],
    [
      "a JWK without its private part",
      JSON.stringify({ kty: "EC", canary: "canary-key" }),
      undefined,
      /neither/,
    ],
    [
      "encrypted",
      ec.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
      undefined,
      /it is encrypted/,
    ],
    [
      "of another kind than the algorithm",
      ec.export({ type: "pkcs8", format: "pem" }).toString(),
      "RS256",
      /does not go with RS256/,
    ],
    [
      "of another curve than the algorithm",
      ec.export({ type: "pkcs8", format: "pem" }).toString(),
      "ES256",
      /does not go with ES256/,
    ],
    [
      "of a kind that nobody uses",
      koblitz.export({ type: "pkcs8", format: "pem" }).toString(),
      undefined,
      /does not go with any/,
    ],
  ])("is refused without a trace of it: %s", (_what, text, algorithm, reason) => {
    const error = problem(text, algorithm);
    expect(error).toMatchObject({ code: "TESTCAR_OAUTH_KEY", message: expect.stringMatching(reason) });
    expect(inspect(error, { depth: 10 })).not.toContain(text.slice(30, 60) || "canary-key");
    expect(inspect(error, { depth: 10 })).not.toContain("canary-key");
  });
});
