import { API_VERSION, testing } from "@testcar/core";
import { Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

/** It is one. */
export const isPlugin: Rule = {
  name: "is a plugin, as the default export of its package has to be",
  check: async ({ plugin }) => {
    const reason = testing.whyNoPlugin(plugin);
    if (reason === undefined) return;
    throw new Violation(
      `this is no plugin: ${reason}`,
      "Export one as default: export default definePlugin({ name, apiVersion: 1, apply }).",
    );
  },
};

/** It is for this API. */
export const isForThisApi: Rule = {
  name: "is written for the plugin API of this core",
  check: async ({ plugin: { name, apiVersion } }) => {
    if (apiVersion === API_VERSION) return;
    throw new Violation(
      `${name} is written for plugin API ${apiVersion}, and this @testcar/core offers ${API_VERSION}`,
      apiVersion > API_VERSION
        ? "Install the @testcar/core that it is written for."
        : "Follow docs/plugin-api-versions.md, and set apiVersion.",
    );
  },
};

/** Who reads the configuration finds the package by the plugin's name, and the other way round. */
export const isNamedAsItsPackage: Rule = {
  name: "has the short name of its package",
  check: async ({ plugin: { name }, cases: { packageName } }) => {
    if (packageName === undefined) {
      if (testing.packagesOf(name).some((candidate) => testing.shortName(candidate) === name)) return;
      throw new Violation(
        `${name} is the name of a package, or none that npm takes: a plugin has a short name`,
        'Name it without "testcar-plugin-": "soap" for testcar-plugin-soap, "@acme/soap" for @acme/testcar-plugin-soap.',
      );
    }
    const short = testing.shortName(packageName);
    if (short === undefined) {
      throw new Violation(
        `nobody finds a plugin in a package that is named ${packageName}`,
        `Name the package testcar-plugin-${name.replace(/^.*\//, "")}, or @scope/testcar-plugin-${name.replace(/^.*\//, "")}.`,
      );
    }
    if (short === name) return;
    throw new Violation(
      `the plugin is named ${name}, and its package ${packageName}: a configuration that says ${name} does not find it`,
      `Set name: "${short}", or rename the package.`,
    );
  },
};

/** Its catalogue can be read. */
export const describesErrors: Rule = {
  name: "describes its errors",
  applies: ({ plugin }) => plugin.errors !== undefined,
  check: async ({ plugin: { name, errors = {} } }) => {
    for (const [problem, factory] of Object.entries(errors)) {
      const { code, summary, message, hint } = factory.describe();
      const missing = Object.entries({ summary, message, hint }).find(([, text]) => text.trim() === "");
      if (missing !== undefined)
        throw new Violation(
          `the error ${code} of ${name} has no ${missing[0]}`,
          "Say what is wrong and where in the message, and what to do next in the hint.",
        );
      if (
        !/^TESTCAR_[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(code) ||
        /(?:^|\s)undefined(?:$|[\s,.])|\[object /.test(`${message} ${hint}`)
      )
        throw new Violation(
          `the error ${problem} of ${name} reads ${code}: ${message} ${hint}`,
          "Make it by defineErrors, with an example that has every member of its data.",
        );
    }
  },
};
