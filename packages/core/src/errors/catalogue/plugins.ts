import { defineErrors, describeError } from "../define.ts";
import { exitCodes } from "../exit-codes.ts";

const exitCode = exitCodes.plugin;

/** Errors of finding, checking and ordering plugins, and of plugins that break the rules of a hook. */
export const pluginErrors = defineErrors("PLUGIN", {
  NOT_FOUND: describeError<{
    name: string;
    where: string;
    tried: readonly string[];
    install: string;
    meant?: string | undefined;
  }>({
    exitCode,
    summary: "A plugin of the configuration is not installed.",
    message: ({ name, where, tried }) =>
      `${where}: there is no plugin ${name} (looked for ${tried.join(", ")})`,
    hint: ({ install, meant }) =>
      meant === undefined ? install : `Did you mean ${meant}? Otherwise: ${install}`,
    example: {
      name: "artilery-runner",
      where: "/srv/testcar.yaml: plugins[0]",
      tried: ["@testcar/plugin-artilery-runner", "testcar-plugin-artilery-runner"],
      install: "npm install --save-dev @testcar/plugin-artilery-runner",
      meant: "artillery-runner",
    },
  }),
  BROKEN: describeError<{ name: string; path: string; reason: string }>({
    exitCode,
    summary: "A plugin's package is there but cannot be loaded.",
    message: ({ name, path, reason }) => `The plugin ${name} (${path}) cannot be loaded: ${reason}`,
    hint: ({ path }) =>
      path.includes("/node_modules/")
        ? "Install it again. If that does not help, it is the plugin's fault: tell its authors."
        : `Correct it; node ${path} shows where.`,
    example: {
      name: "soap",
      path: "/srv/node_modules/testcar-plugin-soap/index.js",
      reason: "Cannot find package 'strong-soap'",
    },
  }),
  NOT_A_PLUGIN: describeError<{ name: string; path: string; reason: string }>({
    exitCode,
    summary: "A module that the configuration names as a plugin does not export one.",
    message: ({ name, path, reason }) => `${name} (${path}) is not a Testcar plugin: ${reason}`,
    hint: () =>
      "A plugin is the default export of its module: export default definePlugin({ name, apiVersion: 1, apply }).",
    example: { name: "./runner.ts", path: "/srv/runner.ts", reason: "it has no default export" },
  }),
  API_VERSION: describeError<{ name: string; version: number; supported: number }>({
    exitCode,
    summary: "A plugin is written for another version of the plugin API.",
    message: ({ name, version, supported }) =>
      `The plugin ${name} is written for plugin API ${version}; this Testcar offers ${supported}`,
    hint: ({ version, supported }) =>
      version > supported ? "Update @testcar/cli and @testcar/core." : "Update the plugin.",
    example: { name: "soap", version: 2, supported: 1 },
  }),
  OPTIONS: describeError<{
    name: string;
    where: string;
    path: string;
    reason: string;
    hint?: string | undefined;
  }>({
    exitCode: exitCodes.configuration,
    summary: "An option of a plugin has a wrong name or a wrong value.",
    message: ({ name, where, path, reason }) =>
      `${where}: ${name}: ${path === "" ? "" : `${path}: `}${reason}`,
    hint: ({ name, hint }) => hint ?? `See the documentation of ${name} for what the option may be.`,
    example: {
      name: "artillery-runner",
      where: "/srv/testcar.yaml: plugins[0]",
      path: "workers",
      reason: 'Expected number but received "many"',
    },
  }),
  NAME_TAKEN: describeError<{ name: string; where: string; path: string }>({
    exitCode,
    summary: "A plugin has the name of one that the command line brings along.",
    message: ({ name, where, path }) =>
      `${where}: the plugin ${path} is named ${name}, as one that Testcar brings along`,
    hint: () => "It needs a name of its own. Without it, nobody could tell whose report is read.",
    example: { name: "stdout-reporter", where: "/srv/testcar.yaml: plugins[0]", path: "/srv/reporter.ts" },
  }),
  TWICE: describeError<{ name: string; wheres: readonly string[] }>({
    exitCode: exitCodes.configuration,
    summary: "The configuration names a plugin twice, and both entries would be the same instance.",
    message: ({ name, wheres }) => `The plugin ${name} is named more than once: ${wheres.join(", ")}`,
    hint: () => "Keep one entry. A credential provider may stand several times when each has its own as.",
    example: {
      name: "stdout-reporter",
      wheres: ["/srv/testcar.yaml: plugins[1]", "/srv/testcar.yaml: plugins[3]"],
    },
  }),
  RUNNER_TWICE: describeError<{ runner: string; first: string; second: string }>({
    exitCode,
    summary: "Two plugins want to run the same kind of test.",
    message: ({ runner, first, second }) =>
      `The plugins ${first} and ${second} both run tests of the kind ${runner}`,
    hint: () => "Take one of them out of the configuration.",
    example: { runner: "artillery", first: "artillery-runner", second: "@acme/artillery" },
  }),
  PROVIDER_TWICE: describeError<{ credential: string; first: string; second: string }>({
    exitCode: exitCodes.configuration,
    summary: "Two plugins provide a credential of the same id.",
    message: ({ credential, first, second }) =>
      `The plugins ${first} and ${second} both provide the credential ${credential}`,
    hint: () => "Give one of them another id with its option as.",
    example: { credential: "oauth", first: "oauth", second: "oauth" },
  }),
  PROVIDER_MISSING: describeError<{ credential: string; plugin: string; provided: readonly string[] }>({
    exitCode: exitCodes.configuration,
    summary: "A plugin needs a credential that no plugin provides.",
    message: ({ credential, plugin, provided }) =>
      `The plugin ${plugin} needs the credential ${credential}; provided are ${provided.length === 0 ? "none" : provided.join(", ")}`,
    hint: ({ credential }) => `Add a plugin that provides ${credential}, or correct its name.`,
    example: { credential: "kerberos", plugin: "oauth", provided: [] },
  }),
  CYCLE: describeError<{ chain: readonly string[] }>({
    exitCode: exitCodes.configuration,
    summary: "Plugins need one another's credentials in a circle.",
    message: ({ chain }) => `These plugins wait for one another: ${chain.join(" → ")}`,
    hint: () => "One of them has to do without the other's credential.",
    example: { chain: ["oauth", "kerberos", "oauth"] },
  }),
  FAILED: describeError<{ plugin: string; hook: string; reason: string }>({
    exitCode,
    summary: "A plugin threw an error that it does not explain.",
    message: ({ plugin, hook, reason }) => `The plugin ${plugin} failed in ${hook}: ${reason}`,
    hint: () => "It is the plugin's fault: tell its authors. --log-level debug shows more.",
    example: { plugin: "soap", hook: "discover", reason: "Cannot read properties of undefined" },
  }),
  CRASHED: describeError<{ reason: string; plugin?: string | undefined }>({
    exitCode,
    summary: "A plugin threw an error where nobody could catch it, or tried to end the process.",
    message: ({ reason, plugin }) =>
      `Something that ${plugin === undefined ? "a plugin" : `the plugin ${plugin}`} left to itself ended the run: ${reason}`,
    hint: () => "It is a plugin's fault: --log-level debug shows where it happened. Tell its authors.",
    example: { reason: "connect ECONNREFUSED 127.0.0.1:8086", plugin: "soap" },
  }),
  PREFLIGHT_FAILED: describeError<{ plugin: string; reason: string }>({
    exitCode: exitCodes.preflight,
    summary: "A plugin could not get ready for the tests, and does not explain why.",
    message: ({ plugin, reason }) => `The preflight of ${plugin} failed: ${reason}`,
    hint: () => "Check what the plugin needs: addresses, credentials, files. No test has been started.",
    example: { plugin: "soap", reason: "fetch failed: connection refused" },
  }),
  HUNG: describeError<{ plugin: string; hook: string; seconds: number }>({
    exitCode,
    summary: "A plugin did not stop when it was told to.",
    message: ({ plugin, hook, seconds }) =>
      `The plugin ${plugin} did not end ${hook} within ${seconds} s of being told to stop`,
    hint: () => "It is the plugin's fault: it has to heed the abort signal. Tell its authors.",
    example: { plugin: "soap", hook: "preflight", seconds: 10 },
  }),
  BAD_SUITE: describeError<{ plugin: string; reason: string }>({
    exitCode,
    summary: "A plugin gave back something else than a suite from discover.",
    message: ({ plugin, reason }) => `The plugin ${plugin} broke discovery: ${reason}`,
    hint: () =>
      "It is the plugin's fault: discover returns the suite that it got, with its own tests added. Tell its authors.",
    example: { plugin: "soap", reason: "it returned nothing" },
  }),
  BAD_RESULT: describeError<{ plugin: string; test: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "A runner gave back a result that contradicts itself.",
    message: ({ plugin, test, reason }) => `The runner ${plugin} gave no valid result for ${test}: ${reason}`,
    hint: () => "It is the runner's fault: tell its authors. The test does not count as passed.",
    example: { plugin: "soap", test: "smoke.xml", reason: "status passed with exit code 3" },
  }),
});
