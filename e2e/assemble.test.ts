// What docker/assemble writes and refuses; the images themselves are built and played in e2e/pods.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";

jest.setTimeout(120_000);

const root = fileURLToPath(new URL("../", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "testcar-assemble-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function assemble(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["docker/assemble", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("docker/assemble", () => {
  test("says how it is used", () => {
    expect(assemble("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--base-image") });
  });

  test.each([
    [[], "No plugin is named"],
    [["oauth", "--frob"], "--frob"],
    [["oauth", "--from", "here"], "--from here"],
    [["oauth", "--engine", "make"], "--engine make"],
    [["oauth", "--build-arg", "x"], "--build-arg x"],
    [["oauth", "--no-build"], "--context DIR"],
    [["oauth", "--npmrc", "/no/such/file"], "there is no /no/such/file"],
  ])("refuses %j", (args, words) => {
    const { status, stderr } = assemble(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
    expect(stderr).not.toContain("    at ");
  });

  test("leaves a folder alone that is somebody's", () => {
    writeFileSync(join(folder, "thesis.txt"), "");
    const { status, stderr } = assemble("oauth", "--no-build", "--context", folder);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("is not empty") });
    expect(readdirSync(folder)).toEqual(["thesis.txt"]);
  });

  test("refuses a plugin of one's own whose module was not built", () => {
    const own = join(folder, "own");
    mkdirSync(own);
    const manifest = { name: "testcar-plugin-own", version: "1.0.0", exports: "./dist/index.js" };
    writeFileSync(join(own, "package.json"), JSON.stringify(manifest));
    const { status, stderr } = assemble(own, "--no-build", "--context", join(folder, "context"));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("dist/index.js") });
  });

  test("locks every package by its hash, and puts into the context what the plugins take", () => {
    const context = join(folder, "context");
    const { status, stdout, stderr } = assemble(
      "oauth",
      "kerberos",
      "./examples/in-house-runner",
      "--no-build",
      "--context",
      context,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("@acme/testcar-plugin-probes 1.0.0");
    const { packages } = JSON.parse(readFileSync(join(context, "package-lock.json"), "utf8"));
    for (const [path, entry] of Object.entries<{ integrity?: string }>(packages)) {
      if (path !== "") expect([path, entry.integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
    }
    const dockerfile = readFileSync(join(context, "Dockerfile"), "utf8");
    expect(dockerfile).toContain("libgssapi-krb5-2");
    expect(dockerfile).toContain('ARG RUN_SCRIPTS_OF="kerberos"');
    // No Artillery without its runner.
    expect(Object.keys(packages)).not.toContain("node_modules/artillery");
    expect(existsSync(join(context, "packages/artillery-stub.tgz"))).toBe(false);
    const sbom = JSON.parse(readFileSync(join(context, "sbom.cdx.json"), "utf8"));
    expect(sbom).toMatchObject({ bomFormat: "CycloneDX" });
    expect(JSON.stringify(sbom.components)).toContain("@acme/testcar-plugin-probes");
  });
});
