import { describe, expect, it } from "@jest/globals";
import { errorOf } from "../../../../packages/core/test/credentials/credential-run.ts";
import { KerberosFailure } from "../../src/child.ts";
import { settle } from "../../src/tokens/settle.ts";

const asked = { principal: "testcar@EXAMPLE.ORG", origin: "https://api.example.org", service: "HTTP/api" };

/** Stands for the child: what a real service makes of real tokens is in service.int.test.ts. */
const double = (answer: boolean | undefined | Error) => ({
  settle: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
});

const answer = (status: number, challenge?: string) => ({
  status,
  headers: new Headers(challenge === undefined ? {} : { "www-authenticate": challenge }),
});

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  (await errorOf(promise)).code.replace("TESTCAR_KERBEROS_", "");

describe("an answer", () => {
  it.each([
    [200, undefined, true],
    [200, "Negotiate", true],
    [200, "Negotiate oYG2", true],
    // The process that made the token is gone: a service may leave its proof away as well.
    [200, "Negotiate oYG2", undefined],
    [401, "Negotiate oYG2", true],
    [503, undefined, true],
  ])("%s with %j is none of ours to refuse", async (status, challenge, complete) => {
    const headers = await settle(double(complete), answer(status, challenge), asked);
    expect(headers.get("www-authenticate")).toBeNull();
  });

  it.each([
    [403, "Negotiate oYG2", true, "SERVICE_FORBIDDEN"],
    [401, undefined, true, "NOT_NEGOTIATED"],
    [401, 'Bearer realm="a"', true, "NOT_NEGOTIATED"],
    [401, "Negotiate", true, "SERVICE_REFUSED"],
    [401, "Negotiate oYG2", undefined, "SERVICE_REFUSED"],
    [401, "Negotiate oYG2", false, "SERVICE_REFUSED"],
    [401, "Negotiate oYG2", new KerberosFailure("x: Clock skew too great"), "SERVICE_CLOCK_SKEW"],
    [401, "Negotiate oYG2", new KerberosFailure("x: Key version is not available"), "SERVICE_KEY"],
    [401, "Negotiate oYG2", new KerberosFailure("x: Request is a replay"), "REPLAY"],
    [401, "Negotiate oYG2", new KerberosFailure("something new"), "SERVICE_REFUSED"],
    [200, "Negotiate oYG2", false, "MUTUAL"],
    [200, "Negotiate oYG2", new KerberosFailure("x: Invalid token"), "MUTUAL"],
  ])("%s with %j and %s is told as its own kind", async (status, challenge, complete, code) => {
    expect(await codeOf(settle(double(complete), answer(status, challenge), asked))).toBe(code);
  });
});
