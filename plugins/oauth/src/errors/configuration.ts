import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;
const issuer = "https://login.example.org";

/** What is wrong on our own side, and shows only when it is used. */
export const configuration = {
  FILE: describeError<{ readonly option: string; readonly path: string; readonly reason: string }>({
    exitCode,
    summary: "A file that an option names cannot be used.",
    message: ({ option, path, reason }) => `${option}: ${path} cannot be used: ${reason}`,
    hint: () =>
      "Check the path, relative to the configuration, and that the file is mounted and readable for this user.",
    example: {
      option: "assertionFile",
      path: "/var/run/secrets/tokens/login",
      reason: "no such file or directory",
    },
  }),
  KEY: describeError<{ readonly source: string; readonly reason: string }>({
    exitCode,
    summary: "The private key of the client cannot be used.",
    message: ({ source, reason }) => `privateKey: the key from ${source} cannot be used: ${reason}`,
    hint: () =>
      "It is to be a PEM text (BEGIN PRIVATE KEY, not encrypted) or a JWK with its private part, of a kind that goes with algorithm.",
    example: { source: "${file:/etc/testcar/client.pem}", reason: "it is neither PEM nor a JWK" },
  }),
  DISCOVERY: describeError<{ readonly issuer: string; readonly reason: string }>({
    exitCode,
    summary: "The issuer has no discovery document that can be used.",
    message: ({ issuer, reason }) => `Discovery at ${issuer} failed: ${reason}`,
    hint: () => "Check issuer, path included; or set tokenEndpoint, which needs no discovery.",
    example: { issuer, reason: "there is no discovery document (404)" },
  }),
  ISSUER: describeError<{ readonly issuer: string }>({
    exitCode,
    summary: "The discovery document belongs to another issuer.",
    message: ({ issuer }) => `The discovery document of ${issuer} says that it belongs to another issuer`,
    hint: () =>
      "Write issuer exactly as the document has it: scheme, host, port, path and any slash at the end. Behind a proxy, the server has to know the name that clients use.",
    example: { issuer },
  }),
  UNKNOWN: describeError<{ readonly url: string; readonly reason: string }>({
    exitCode,
    summary: "The token request failed for a reason that the plugin does not know.",
    message: ({ url, reason }) => `The token request to ${url} failed: ${reason}`,
    hint: () => "Tell the authors of the plugin, with the kind of server.",
    example: { url: `${issuer}/token`, reason: "OAUTH_KEY_SELECTION_FAILED" },
  }),
};
