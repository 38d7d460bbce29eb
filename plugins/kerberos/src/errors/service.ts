import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;

/** Who was asked. */
export interface Asked {
  /** Origin of the request. */
  readonly origin: string;
  /** Principal of the service. */
  readonly service: string;
}

const example: Asked = { origin: "https://api.example.org", service: "HTTP/api.example.org" };

/** What goes wrong between a ticket and the service that it is for. */
export const serviceErrors = {
  SERVICE_UNKNOWN: describeError<Asked>({
    exitCode,
    summary: "The KDC does not know the service.",
    message: ({ origin, service }) => `The KDC does not know the service ${service} of ${origin}`,
    hint: () =>
      "Have the principal made, or name the right one with the options service and host. Where names are resolved first (dns_canonicalize_hostname and rdns in krb5.conf), it is the resolved name that counts.",
    example,
  }),
  SERVICE_CLOCK_SKEW: describeError<Asked>({
    exitCode,
    summary:
      "The service refuses the ticket: its clock and the one that the ticket was made by differ too much.",
    message: ({ origin, service }) => `${origin} (${service}) refuses the ticket: the clocks differ too much`,
    hint: () => "Set the clocks of the service, of this machine and of the KDC by NTP.",
    example,
  }),
  SERVICE_KEY: describeError<Asked>({
    exitCode,
    summary:
      "The service cannot open the ticket: its keytab is older, or newer, than the key that the KDC knows.",
    message: ({ origin, service }) =>
      `${origin} cannot open the ticket for ${service}: its keytab is another one`,
    hint: () =>
      "Export the keytab of the service anew. If that was just done, the ticket from before is still in use: run again.",
    example,
  }),
  SERVICE_FORBIDDEN: describeError<Asked & { readonly principal: string }>({
    exitCode,
    summary: "The service knows who asks, and does not let this principal in (403).",
    message: ({ origin, principal }) => `${origin} does not let ${principal} in (403)`,
    hint: () => "Allow the principal at the service, or use another one.",
    example: { ...example, principal: "testcar@EXAMPLE.ORG" },
  }),
  SERVICE_REFUSED: describeError<Asked>({
    exitCode,
    summary: "The service does not accept the ticket, and does not say why (401).",
    message: ({ origin, service }) => `${origin} does not accept the ticket for ${service} (401)`,
    hint: () =>
      "Look into the service's log. Often its keytab has no key of this principal, or it wants a channel binding.",
    example,
  }),
  REPLAY: describeError<Asked>({
    exitCode,
    summary: "The service says that it has seen the same token before: each is good for one request.",
    message: ({ origin }) => `${origin} has seen the token before, and refuses it`,
    hint: () => "Ask for new headers for each request, also when one is sent again.",
    example,
  }),
  NOT_NEGOTIATED: describeError<Asked>({
    exitCode,
    summary: "The service answers 401 and does not offer Negotiate: it wants something else than a ticket.",
    message: ({ origin }) => `${origin} answers 401 and does not take Kerberos tickets`,
    hint: () => "Look whether it is the right URL, and what its WWW-Authenticate header asks for.",
    example,
  }),
  MUTUAL: describeError<Asked>({
    exitCode,
    summary: "The service could not prove that it is the one that the ticket is for.",
    message: ({ origin, service }) => `${origin} did not prove that it is ${service}`,
    hint: () => "Somebody else may answer in its place. Look at names and proxies on the way.",
    example,
  }),
  NO_TOKEN: describeError<Asked & { readonly principal: string }>({
    exitCode,
    summary: "No ticket could be got for the service, for a reason that has no name here.",
    message: ({ service, principal }) => `${principal} got no ticket for ${service}`,
    hint: () => "Try it by hand, with the same files: KRB5_TRACE=/dev/stderr kvno SERVICE",
    example: { ...example, principal: "testcar@EXAMPLE.ORG" },
  }),
} as const;
