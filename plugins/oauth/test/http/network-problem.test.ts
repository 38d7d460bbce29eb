import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { isTestcarError, TransientError } from "@testcar/core";
import { networkProblem } from "../../src/http/network-problem.ts";

const failed = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("canary"), { code }) });
const url = "https://login.example.org/token";

describe("a failed fetch", () => {
  test.each([
    ["ECONNREFUSED", "connection refused"],
    ["ECONNRESET", "the connection was reset"],
    // In a new pod, the name service is often later than the container.
    ["ENOTFOUND", "no such host"],
    ["EAI_AGAIN", "the name cannot be looked up now"],
    ["EHOSTUNREACH", "there is no way to the host"],
    ["UND_ERR_SOCKET", "the connection was closed"],
    ["UND_ERR_CONNECT_TIMEOUT", "the connection timed out"],
    ["E_NEW", "E_NEW"],
  ])("%s may heal, and is told in words", (code, reason) => {
    const problem = networkProblem(url, failed(code));
    expect(problem).toBeInstanceOf(TransientError);
    expect(problem.message).toBe(`${url} cannot be reached: ${reason}`);
    expect(inspect(problem, { depth: 10 })).not.toContain("canary");
  });

  test.each([
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /authority that is not known here/, /ca: /],
    ["SELF_SIGNED_CERT_IN_CHAIN", /authority that is not known here/, /ca: /],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /signed by itself/, /ca: /],
    ["CERT_HAS_EXPIRED", /has expired/, /renewed/],
    ["CERT_NOT_YET_VALID", /not valid yet/, /clocks/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /for another name/, /host in the URL/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", /does not speak TLS/, /port/],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", /refused our side of TLS/, /certificateKey/],
    ["ERR_SSL_NO_CIPHER_MATCH", /TLS failed \(ERR_SSL_NO_CIPHER_MATCH\)/, /speaks https/],
  ])("%s does not heal, and is told in words", (code, reason, hint) => {
    const problem = networkProblem(url, failed(code));
    expect(isTestcarError(problem) && [problem.code, problem.message, problem.hint]).toEqual([
      "TESTCAR_OAUTH_TLS",
      expect.stringMatching(reason),
      expect.stringMatching(hint),
    ]);
    expect(inspect(problem, { depth: 10 })).not.toContain("canary");
  });

  test("a port that fetch refuses stays refused", () => {
    const problem = networkProblem(url, new TypeError("fetch failed", { cause: new Error("bad port") }));
    expect(isTestcarError(problem) && problem.code).toBe("TESTCAR_OAUTH_UNREACHABLE");
  });

  test("an answer that is not HTTP is told as one", () => {
    expect(networkProblem(url, failed("HPE_INVALID_CONSTANT"))).toMatchObject({
      code: "TESTCAR_OAUTH_ANSWER",
    });
  });
});
