// An image with a plugin of a registry to which one has to sign in.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { execa } from "execa";
import { assemble, docker, makeOnce, root } from "../images.ts";
import { podman } from "../podman.ts";
import { credentialsOf, startPrivateRegistry } from "../private-registry.ts";
import { inPod } from "../suite.ts";

const NAME = "@acme/testcar-plugin-secret-sauce";
const VERSION = "1.2.3";
const TARBALL = `/${NAME}/-/testcar-plugin-secret-sauce-${VERSION}.tgz`;
const PASSWORD = "canary-of-the-registry-51c7ab";

/** Packs the example's plugin under another name. */
async function packPlugin(folder: string): Promise<string> {
  const own = join(folder, "own");
  cpSync(join(root, "examples/in-house-runner"), own, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  // New each time, and packed with another cache: npm would take what it has seen before from its own.
  const description = `of ${new Date().toISOString()}`;
  const content = { ...manifest, name: NAME, version: VERSION, description, private: false };
  writeFileSync(join(own, "package.json"), JSON.stringify(content));
  await execa("npm", [
    "pack",
    own,
    "--silent",
    "--cache",
    join(folder, "cache"),
    "--pack-destination",
    folder,
  ]);
  return join(folder, `acme-testcar-plugin-secret-sauce-${VERSION}.tgz`);
}

async function makeImage(image: string, folder: string): Promise<void> {
  const tarball = await packPlugin(folder);
  await using registry = await startPrivateRegistry(join(folder, "registry"), tarball, PASSWORD);
  const { scope, login, seen } = registry;
  const plugins = [`${NAME}@${VERSION}`];
  await expect(assemble(image, { plugins, npmrc: scope })).rejects.toThrow(/no plugin|E401|E404/);
  expect(seen).not.toContainEqual([TARBALL, 200]);
  await assemble(image, { plugins, npmrc: `${scope}${login}` });
  expect(seen).toContainEqual([`/${NAME}`, 401]);
  expect(seen).toContainEqual([TARBALL, 200]);
}

inPod("a plugin of a private registry is in the image, and the registry's password is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  try {
    const image = await makeOnce("private", await docker(), (name) => makeImage(name, folder));
    const installed = `/opt/testcar/node_modules/${NAME}/package.json`;
    const shown = await podman(["run", "--rm", "--network=none", "--entrypoint=cat", image, installed]);
    expect(JSON.parse(shown)).toMatchObject({ name: NAME, version: VERSION });

    const secrets = [PASSWORD, credentialsOf(PASSWORD)];
    const history = await podman(["history", "--no-trunc", image]);
    expect(secrets.filter((secret) => history.includes(secret))).toEqual([]);
    // The archive holds the layers as they are, not compressed.
    const archive = join(folder, "image.tar");
    await podman(["save", "--output", archive, image]);
    const find = (text: string) =>
      spawnSync("grep", ["--quiet", "--text", "--fixed-strings", text, archive]).status;
    expect([NAME, ...secrets].map(find)).toEqual([0, 1, 1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
