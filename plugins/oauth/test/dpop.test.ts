import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { EmbeddedJWK, jwtVerify } from "jose";
import { createProofKey } from "../src/dpop.ts";

describe("a DPoP proof", () => {
  test("is for one method, URL and token (RFC 9449, section 4.2)", async () => {
    const key = await createProofKey();
    const now = new Date();
    const request = { url: "https://api.example.org/orders?page=2#top", method: "POST" };
    const proof = await key.prove("the-token", request, now);
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt" });
    expect(payload).toEqual({
      htm: "POST",
      htu: "https://api.example.org/orders",
      iat: Math.floor(now.getTime() / 1000),
      jti: expect.any(String),
      ath: createHash("sha256").update("the-token").digest("base64url"),
    });
    expect(Object.keys(protectedHeader.jwk ?? {}).toSorted()).toEqual(["crv", "kty", "x", "y"]);
  });

  test("differs from request to request but for its beginning, by which it is masked", async () => {
    const key = await createProofKey();
    const request = { url: "https://api.example.org/", method: "GET" };
    const proofs = await Promise.all([1, 2].map(() => key.prove("the-token", request, new Date())));
    expect(new Set(proofs).size).toBe(2);
    expect(proofs.every((proof) => proof.startsWith(`${key.header}.`))).toBe(true);
    expect((await createProofKey()).header).not.toBe(key.header);
  });
});
