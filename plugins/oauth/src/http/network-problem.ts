import { reasonOf, type TestcarError, TransientError } from "@testcar/core";
import { errors } from "../errors.ts";

const codeOf = (error: unknown): string | undefined => {
  for (let inner = error; typeof inner === "object" && inner !== null; ) {
    if ("code" in inner && typeof inner.code === "string") return inner.code;
    inner = "cause" in inner ? inner.cause : undefined;
  }
  return undefined;
};

const CA = "Name the file with the private authority: ca: /etc/testcar/ca.pem.";
const SERVER = "Have the server's certificate renewed; and compare the clocks of both.";
const NAME =
  "Write the host in the URL as the certificate has it, or have the name added to the certificate.";
const NOT_TLS = "Check the port, and whether the server speaks https there.";
const CLIENT = "Check certificate and certificateKey: whom the server trusts, and whether they have expired.";

const untrusted = { reason: "its certificate comes from an authority that is not known here", hint: CA };
const notTls = { reason: "it does not speak TLS there", hint: NOT_TLS };

/** What TLS complains of, by OpenSSL's and Node's codes. */
const TLS_REASONS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  CERT_HAS_EXPIRED: { reason: "its certificate has expired", hint: SERVER },
  CERT_NOT_YET_VALID: { reason: "its certificate is not valid yet", hint: SERVER },
  CERT_UNTRUSTED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: "its certificate is signed by itself", hint: CA },
  EPROTO: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_TLS_CERT_ALTNAME_INVALID: { reason: "its certificate is for another name", hint: NAME },
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

function tlsReason(code: string): { readonly reason: string; readonly hint: string } | undefined {
  const known = TLS_REASONS[code];
  if (known !== undefined) return known;
  // Alerts are what the server has against us.
  if (/^ERR_SSL_.*ALERT/.test(code)) return { reason: `it refused our side of TLS (${code})`, hint: CLIENT };
  return /^(ERR_SSL|ERR_OSSL|ERR_TLS|CERT)_/.test(code)
    ? { reason: `TLS failed (${code})`, hint: NOT_TLS }
    : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the network",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  UND_ERR_SOCKET: "the connection was closed",
};

/**
 * What a failed fetch means. The library's error can hold the request: nothing of it is kept but its code.
 *
 * Names that are not found may heal: in a new pod, the name service is often later than the container.
 */
export function networkProblem(url: string, error: unknown): TestcarError | TransientError {
  const code = codeOf(error);
  const tls = code === undefined ? undefined : tlsReason(code);
  if (tls !== undefined) return errors.TLS({ url, ...tls });
  if (code === undefined) return errors.UNREACHABLE({ url, reason: "fetch refuses its port" });
  if (code.startsWith("HPE_")) return errors.ANSWER({ url, reason: "it is not HTTP" });
  return new TransientError(errors.UNREACHABLE({ url, reason: REASONS[code] ?? reasonOf({ code }) }));
}
