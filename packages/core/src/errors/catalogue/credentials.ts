import { defineErrors, describeError } from "../define.ts";
import { exitCodes } from "../exit-codes.ts";

const exitCode = exitCodes.preflight;

/** Errors of the credential store. What goes wrong with one kind of credential is its plugin's to say. */
export const credentialErrors = defineErrors("CREDENTIAL", {
  AMBIGUOUS: describeError<{ origin: string; first: string; second: string }>({
    exitCode,
    summary:
      "Two credentials are for the same origin, so that nobody can tell which one a request is to carry.",
    message: ({ origin, first, second }) => `The credentials ${first} and ${second} are both for ${origin}`,
    hint: ({ second }) => `Say with the option origins where ${second} belongs; [] is nowhere.`,
    example: { origin: "http://127.0.0.1:8080", first: "oauth", second: "partner" },
  }),
  DEADLINE: describeError<{ credential: string; seconds: number }>({
    exitCode,
    summary: "A credential could not be obtained in time.",
    message: ({ credential, seconds }) => `${credential} was not obtained within ${seconds} s`,
    hint: () => "Look whether the server that issues it answers at all.",
    example: { credential: "oauth", seconds: 30 },
  }),
  ENDPOINT: describeError<{ path: string; reason: string }>({
    exitCode,
    summary: "The socket by which tests ask for headers cannot be opened.",
    message: ({ path, reason }) => `The socket for credentials ${path} cannot be opened: ${reason}`,
    hint: () => "Point TMPDIR to a local directory with a short name that this user may write to.",
    example: { path: "/tmp/testcar-1b4e28ba-Xy12Zz/credentials/requests.sock", reason: "permission denied" },
  }),
  EXPIRED: describeError<{ credential: string; reason: string }>({
    exitCode,
    summary: "A credential has expired while tests were running, and cannot be renewed.",
    message: ({ credential, reason }) => `${credential} has expired and cannot be renewed: ${reason}`,
    hint: () => "Requests fail until it can: see the reason, and the service that issues it.",
    example: { credential: "oauth", reason: "https://login.example.org/token: connection refused" },
  }),
  FILES: describeError<{ credential: string; path: string; reason: string }>({
    exitCode,
    summary: "The files of a credential cannot be written.",
    message: ({ credential, path, reason }) => `${credential}: ${path} cannot be written: ${reason}`,
    hint: () => "Make room, or point TMPDIR to a directory that this user may write to.",
    example: {
      credential: "oauth",
      path: "/tmp/testcar-1b4e28ba-Xy12Zz/credentials/oauth",
      reason: "no space left on device",
    },
  }),
  KIND: describeError<{ credential: string; kind: string; wanted: string }>({
    exitCode,
    summary: "A plugin asked for a credential of another kind than the one that was obtained.",
    message: ({ credential, kind, wanted }) =>
      `The credential ${credential} is of the kind ${kind}, not ${wanted}`,
    hint: () => "Name a credential of the right kind in the options of the plugin.",
    example: { credential: "oauth", kind: "bearer", wanted: "kerberos" },
  }),
  NOT_PROVIDED: describeError<{ credential: string; plugin: string }>({
    exitCode: exitCodes.plugin,
    summary: "A plugin did not provide the credential that it promised.",
    message: ({ credential, plugin }) =>
      `The plugin ${plugin} said that it provides ${credential}, and did not`,
    hint: () => "This is the plugin's fault: tell its authors.",
    example: { credential: "soap", plugin: "@acme/soap" },
  }),
  ORIGIN: describeError<{ credential: string; origin: string }>({
    exitCode,
    summary: "What a credential is for is no origin of http or https.",
    message: ({ credential, origin }) => `${credential}: ${origin} is no origin`,
    hint: () => "Write scheme, host and port only: https://api.example.org, http://127.0.0.1:8080.",
    example: { credential: "oauth", origin: "api.example.org" },
  }),
  ORIGIN_MISSING: describeError<{ credential: string }>({
    exitCode,
    summary: "A credential is for no origin: there is no target, and the configuration names none.",
    message: ({ credential }) =>
      `No request would ever carry the credential ${credential}: there is no target`,
    hint: () => "Set target, or the option origins of the plugin.",
    example: { credential: "oauth" },
  }),
  PROVIDED_TWICE: describeError<{ credential: string; plugin: string }>({
    exitCode: exitCodes.plugin,
    summary: "A plugin provides the same credential twice.",
    message: ({ credential, plugin }) => `The plugin ${plugin} provides ${credential} twice`,
    hint: () => "This is the plugin's fault: tell its authors.",
    example: { credential: "soap", plugin: "@acme/soap" },
  }),
  SKIPPED: describeError<{ credentials: readonly string[]; needed: string }>({
    exitCode,
    summary: "A credential was not even tried for: another one that it needs could not be obtained.",
    message: ({ credentials, needed }) =>
      `${credentials.join(", ")} was skipped: it needs ${needed}, which failed`,
    hint: ({ needed }) => `See the problem of ${needed}.`,
    example: { credentials: ["oauth"], needed: "kerberos" },
  }),
  STALE: describeError<{ credential: string; seconds: number }>({
    exitCode,
    summary: "A credential had expired already when it was issued.",
    message: ({ credential, seconds }) =>
      `${credential} had expired already when it was issued: ${seconds} s ago by this machine's clock`,
    hint: () => "Compare this machine's clock with that of the server that issues it.",
    example: { credential: "oauth", seconds: 40 },
  }),
  UNDECLARED: describeError<{ credential: string; plugin: string }>({
    exitCode: exitCodes.plugin,
    summary: "A plugin provides or uses a credential that it has not declared.",
    message: ({ credential, plugin }) =>
      `The plugin ${plugin} has not declared the credential ${credential} in provides or needs`,
    hint: () => "This is the plugin's fault: tell its authors.",
    example: { credential: "soap", plugin: "@acme/soap" },
  }),
  VARIABLE_TWICE: describeError<{ name: string; first: string; second: string }>({
    exitCode,
    summary: "Two credentials set the same environment variable of the tests.",
    message: ({ name, first, second }) => `The credentials ${first} and ${second} both set ${name}`,
    hint: () => "Give one of them another name in the options of its plugin.",
    example: { name: "API_TOKEN", first: "oauth", second: "partner" },
  }),
});
