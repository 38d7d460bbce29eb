import { describe, expect, test } from "@jest/globals";
import { Secret, TransientError } from "@testcar/core";
import { errorWord, refusal } from "../../src/request/refusal.ts";

const url = "https://login.example.org/token";
const options = { clientId: "testcar", issuer: "https://login.example.org", scope: "a" };

describe("a refusal", () => {
  test.each([
    ["invalid_client", "CLIENT_REFUSED"],
    ["invalid_grant", "GRANT_REFUSED"],
    ["invalid_scope", "SCOPE_REFUSED"],
    ["invalid_target", "TARGET_REFUSED"],
    ["unauthorized_client", "REFUSED"],
    ["unsupported_grant_type", "REFUSED"],
    ["invalid_request", "REFUSED"],
    ["invalid_dpop_proof", "REFUSED"],
    ["mfa_required", "REFUSED"],
    [undefined, "REFUSED"],
  ])("%s is told as %s, with the server's word", (error, problem) => {
    const refused = refusal({ url, status: 400, error }, options);
    expect(refused).toMatchObject({ code: `TESTCAR_OAUTH_${problem}` });
    expect(refused.message).toContain(error ?? "status 400");
  });

  test("keeps an id that came from the environment to itself", () => {
    const clientId = new Secret("canary-client-id", "${env:CLIENT_ID}");
    const { message } = refusal({ url, status: 401, error: "invalid_client" }, { ...options, clientId });
    expect(message).toMatch(/the client \[secret\] with none$/);
  });

  test.each(["temporarily_unavailable", "server_error"])("%s may heal", (error) => {
    expect(refusal({ url, status: 400, error }, options)).toBeInstanceOf(TransientError);
  });

  test.each([
    ["eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"],
    ["canary-access-token"],
    ["invalid_client: the secret hunter2 is wrong"],
    ["hunter"],
    [`a_${"b".repeat(60)}`],
    [{ error: "x" }],
    [undefined],
  ])("has no word for %j, which may be anything", (error) => {
    expect(errorWord(error)).toBeUndefined();
  });
});
