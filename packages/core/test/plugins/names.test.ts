import { describe, expect, it } from "@jest/globals";
import { installCommand, isFile, packagesOf, shortName } from "../../src/plugins/names.ts";

describe("a plugin's name stands for packages", () => {
  it.each([
    ["oauth", ["@testcar/plugin-oauth", "testcar-plugin-oauth"]],
    ["@acme/soap", ["@acme/testcar-plugin-soap"]],
    ["@acme/testcar-plugin-soap", ["@acme/testcar-plugin-soap"]],
    ["@testcar/plugin-oauth", ["@testcar/plugin-oauth"]],
    ["@testcar/oauth", ["@testcar/plugin-oauth"]],
    ["testcar-plugin-soap", ["testcar-plugin-soap"]],
    ["@acme", ["@acme"]],
  ])("%s for %j", (name, packages) => {
    expect(packagesOf(name)).toEqual(packages);
  });

  it.each([
    ["@testcar/plugin-oauth", "oauth"],
    ["testcar-plugin-soap", "soap"],
    ["@acme/testcar-plugin-soap", "@acme/soap"],
    ["lodash", undefined],
    ["@acme/lodash", undefined],
    ["@testcar/core", undefined],
  ])("and a package %s for the name %s", (packageName, name) => {
    expect(shortName(packageName)).toBe(name);
  });

  it("of which the first is the one to install", () => {
    expect(installCommand("soap")).toBe("npm install --save-dev @testcar/plugin-soap");
  });

  it("unless it is a file", () => {
    expect(["/srv/runner.ts", "file:///srv/runner.ts", "./runner.ts", "runner.ts"].map(isFile)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
