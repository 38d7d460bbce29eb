// The images of the suite: the base, the service under test, and the agent by the real docker/assemble.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { environment, hasImage, podman } from "./podman.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const makeBase = `${root}docker/test/make-base.js`;

/** An official image, where a registry can be reached: TESTCAR_PODS_BASE=docker.io/library/node:24-bookworm-slim. */
const given = process.env["TESTCAR_PODS_BASE"];

/** What the machine's own npm trusts: the build's has to trust it as well. */
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Arguments for the base: a stand-in that is made once for each version of the script that makes it. */
function baseArguments(): readonly string[] {
  if (given !== undefined) return ["--build-arg", `BASE_IMAGE=${given}`];
  const image = `localhost/node:24-bookworm-slim-${digest(readFileSync(makeBase, "utf8"))}`;
  if (!hasImage(`${image}-build`)) {
    execFileSync(process.execPath, [makeBase, image], {
      env: environment(),
      stdio: ["ignore", "inherit", "inherit"],
    });
  }
  // It has the Debian packages already, and no apt.
  const values = {
    BASE_IMAGE: image,
    BUILD_IMAGE: `${image}-build`,
    BUILD_PACKAGES: "",
    RUNTIME_PACKAGES: "",
  };
  return Object.entries(values).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
}

const pull = given === undefined ? ["--pull=never"] : [];

/** The service, with its tests in its image. */
export function buildService(): string {
  const image = "localhost/testcar-pods-sut";
  const folder = fileURLToPath(new URL("sut", import.meta.url));
  podman(["build", ...pull, "--layers", "--tag", image, ...baseArguments().slice(0, 2), folder]);
  return image;
}

/** An agent with these plugins. Layers that have not changed are taken from the last time. */
export async function assemble(
  plugins: readonly string[],
  options: readonly string[] = [],
  engineArguments: readonly string[] = [],
): Promise<string> {
  const image = `localhost/testcar-pods-agent-${digest(plugins.join())}`;
  const ca = existsSync(CERTIFICATES) ? ["--ca", CERTIFICATES] : [];
  const named = ["--engine", "podman", "--tag", image, ...baseArguments()];
  const engine = ["--", ...pull, "--layers", ...engineArguments];
  const args = ["docker/assemble", ...plugins, ...named, ...ca, ...options, ...engine];
  // Not in this process's own time: a registry of the test may live in it.
  await promisify(execFile)(process.execPath, args, {
    env: environment(),
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return image;
}
