import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;
const url = "https://login.example.org/token";

/** What goes wrong on the way to the server and back. */
export const network = {
  UNREACHABLE: describeError<{ readonly url: string; readonly reason: string }>({
    exitCode,
    summary: "The authorization server cannot be reached. Tried again until the deadline.",
    message: ({ url, reason }) => `${url} cannot be reached: ${reason}`,
    hint: () =>
      "Look whether the server runs, whether the name and the port are right, and whether a network policy lets this pod reach it.",
    example: { url, reason: "connection refused" },
  }),
  TLS: describeError<{ readonly url: string; readonly reason: string; readonly hint: string }>({
    exitCode,
    summary: "No trusted connection to the authorization server: its certificate, or ours, is not accepted.",
    message: ({ url, reason }) => `No trusted connection to ${url}: ${reason}`,
    hint: ({ hint }) => hint,
    example: {
      url,
      reason: "its certificate comes from an authority that is not known here",
      hint: "Name the file with the private authority: ca: /etc/testcar/ca.pem.",
    },
  }),
  TIMEOUT: describeError<{ readonly url: string; readonly seconds: number; readonly hasBegun: boolean }>({
    exitCode,
    summary: "The authorization server took too long to answer. Tried again until the deadline.",
    message: ({ url, seconds, hasBegun }) =>
      hasBegun
        ? `${url} began an answer, and did not end it within ${seconds} s`
        : `${url} did not answer within ${seconds} s`,
    hint: () =>
      "Look how the server is: it accepts connections. The option deadline gives it more time, all tries together.",
    example: { url, seconds: 10, hasBegun: false },
  }),
  CUT_OFF: describeError<{ readonly url: string }>({
    exitCode,
    summary: "The authorization server broke off its answer. Tried again until the deadline.",
    message: (data) => `${data.url} broke off in the middle of its answer`,
    hint: () => "Look at the log of the server, and of any proxy in front of it.",
    example: { url },
  }),
  UNAVAILABLE: describeError<{ readonly url: string; readonly status: number }>({
    exitCode,
    summary: "The authorization server cannot answer at present (5xx). Tried again until the deadline.",
    message: ({ url, status }) => `${url} answered with ${status}`,
    hint: () => "Look at the log of the server, and of any proxy in front of it.",
    example: { url, status: 503 },
  }),
  BUSY: describeError<{ readonly url: string }>({
    exitCode,
    summary:
      "The authorization server has had too many requests (429). Tried again, when it says so, until the deadline.",
    message: (data) => `${data.url} answered with 429: too many requests`,
    hint: () => "Wait, or have the limit raised for this client. The option deadline gives it more time.",
    example: { url },
  }),
  INSECURE: describeError<{ readonly url: string }>({
    exitCode,
    summary: "The discovery document names a token endpoint with http, on another machine.",
    message: (data) => `${data.url} is http, where everybody on the way can read the secret and the token`,
    hint: () => "Have the server name an https URL; or set allowHttp: true, if the network can be trusted.",
    example: { url: "http://login.example.org/token" },
  }),
};
