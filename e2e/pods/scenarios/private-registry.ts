// An image with a plugin of a registry that wants a token.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { execa } from "execa";
import { assemble, docker, makeOnce, root } from "../images.ts";
import { podman } from "../podman.ts";
import { startPrivateRegistry } from "../private-registry.ts";
import { inPod } from "../suite.ts";

const NAME = "@acme/testcar-plugin-secret-sauce";
const VERSION = "1.2.3";
const TOKEN = "canary-of-the-registry-51c7ab";

/** Packs the example's plugin under another name. */
async function packPlugin(folder: string): Promise<string> {
  const own = join(folder, "own");
  cpSync(join(root, "examples/in-house-runner"), own, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  // New each time, and packed with another cache: npm would take what it has seen before from its own.
  const description = `of ${new Date().toISOString()}`;
  const content = { ...manifest, name: NAME, version: VERSION, description };
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
  await using registry = await startPrivateRegistry(NAME, VERSION, await packPlugin(folder), TOKEN);
  const host = registry.url.replace("http:", "");
  const scope = `@acme:registry=${registry.url}\n`;
  const plugins = [`${NAME}@${VERSION}`];
  await expect(assemble(image, { plugins, npmrc: scope })).rejects.toThrow(/no plugin|E401|E404/);
  await assemble(image, { plugins, npmrc: `${scope}${host}:_authToken=${TOKEN}\n` });
  expect(registry.seen).toContainEqual([`/${NAME}`, 401]);
  expect(registry.seen).toContainEqual(["/package.tgz", 200]);
}

inPod("a plugin of a private registry is in the image, and the registry's token is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  try {
    const image = await makeOnce("private", await docker(), (name) => makeImage(name, folder));
    const installed = `/opt/testcar/node_modules/${NAME}/package.json`;
    const shown = await podman(["run", "--rm", "--network=none", "--entrypoint=cat", image, installed]);
    expect(JSON.parse(shown)).toMatchObject({ name: NAME, version: VERSION });

    expect(await podman(["history", "--no-trunc", image])).not.toContain(TOKEN);
    // The archive holds the layers as they are, not compressed.
    const archive = join(folder, "image.tar");
    await podman(["save", "--output", archive, image]);
    const find = (text: string) =>
      spawnSync("grep", ["--quiet", "--text", "--fixed-strings", text, archive]).status;
    expect({ token: find(TOKEN), name: find(NAME) }).toEqual({ token: 1, name: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
