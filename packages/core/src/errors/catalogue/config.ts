import { defineErrors, describeError } from "../define.ts";
import { exitCodes } from "../exit-codes.ts";

const exitCode = exitCodes.configuration;

/** Errors of the configuration and of the command line. */
export const configErrors = defineErrors("CONFIG", {
  NOT_FOUND: describeError<{ path: string }>({
    exitCode,
    summary: "The configuration file named by --config, TESTCAR_CONFIG or extends is not there.",
    message: ({ path }) => `There is no configuration file ${path}`,
    hint: () =>
      "Check the path; on the command line it is relative to the working directory, in extends to the file.",
    example: { path: "/srv/testcar.yaml" },
  }),
  UNREADABLE: describeError<{ path: string; reason: string }>({
    exitCode,
    summary: "The configuration file is there but cannot be read or run.",
    message: ({ path, reason }) => `Cannot read the configuration ${path}: ${reason}`,
    hint: () =>
      "Check the file's permissions, and that it is a file; a script has to export the configuration as its default.",
    example: { path: "/srv/testcar.yaml", reason: "permission denied" },
  }),
  SYNTAX: describeError<{
    path: string;
    line?: number | undefined;
    column?: number | undefined;
    reason: string;
  }>({
    exitCode,
    summary: "The configuration file is not the YAML or JSON that its name says.",
    message: ({ path, line, column, reason }) =>
      `${path}${line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`}: ${reason}`,
    hint: () => "Mend the file at that place. Nothing of it has been used.",
    example: { path: "/srv/testcar.yaml", line: 3, column: 7, reason: "bad indentation of a mapping entry" },
  }),
  AMBIGUOUS: describeError<{ files: readonly string[] }>({
    exitCode,
    summary: "A folder holds more than one configuration.",
    message: ({ files }) => `More than one configuration: ${files.join(", ")}`,
    hint: () => "Keep one of them, or name the one to use with --config.",
    example: { files: ["/srv/.testcarrc", "/srv/testcar.config.yaml"] },
  }),
  INVALID: describeError<{ where: string; key: string; reason: string; hint?: string }>({
    exitCode,
    summary: "A member of the configuration has a wrong name or a wrong value.",
    message: ({ where, key, reason }) => `${where}: ${key === "" ? "" : `${key}: `}${reason}`,
    hint: ({ hint }) => hint ?? "See docs/configuration.md for what this member may be.",
    example: {
      where: "/srv/testcar.yaml",
      key: "concurrency",
      reason: 'Invalid type: Expected number but received "two"',
    },
  }),
  EXTENDS_CYCLE: describeError<{ chain: readonly string[] }>({
    exitCode,
    summary: "Configuration files extend one another in a circle.",
    message: ({ chain }) => `These configurations extend one another: ${chain.join(" → ")}`,
    hint: () => "Take one of the extends away.",
    example: { chain: ["a.yaml", "b.yaml", "a.yaml"] },
  }),
  VARIABLE_UNSET: describeError<{ where: string; name: string }>({
    exitCode,
    summary: "The configuration takes a secret from an environment variable that is not set.",
    message: ({ where, name }) => `${where}: the environment variable ${name} is not set`,
    hint: ({ name }) => `Set ${name}; in a pod, with env.valueFrom.secretKeyRef of the container.`,
    example: { where: "/srv/testcar.yaml: plugins[1][1].clientSecret", name: "OAUTH_SECRET" },
  }),
  SECRET_FILE: describeError<{ where: string; path: string; reason: string }>({
    exitCode,
    summary: "The configuration takes a secret from a file that cannot be read.",
    message: ({ where, path, reason }) => `${where}: cannot read ${path}: ${reason}`,
    hint: () => "Check that the secret is mounted there and that the agent's user may read it.",
    example: {
      where: "/srv/testcar.yaml: plugins[1][1].clientSecret",
      path: "/run/secrets/oauth",
      reason: "no such file",
    },
  }),
  REFERENCE: describeError<{ where: string; reference: string }>({
    exitCode,
    summary: "The configuration holds a ${…} that Testcar does not know.",
    message: ({ where, reference }) => `${where}: ${reference} is neither \${env:NAME} nor \${file:PATH}`,
    hint: () => "Write $${ for a literal ${.",
    example: { where: "/srv/testcar.yaml: target", reference: "${vault:kv/x}" },
  }),
  USAGE: describeError<{ problem: string; hint: string }>({
    exitCode,
    summary: "The command line has an option, command or value that Testcar does not know.",
    message: ({ problem }) => problem,
    hint: ({ hint }) => hint,
    example: { problem: "Unknown option --tsets", hint: "Did you mean --tests? See testcar run --help." },
  }),
});
