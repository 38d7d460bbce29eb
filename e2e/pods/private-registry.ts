// A real registry, which gives its packages only to whoever signs in.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type Registry, STRANGER, startRegistry } from "../../scripts/release/registry.ts";

const USER = "ci";

export interface PrivateRegistry extends AsyncDisposable {
  /** Lines of npm's configuration: where the scope's packages are. */
  readonly scope: string;
  /** The line that signs in. */
  readonly login: string;
  /** Each request: what was asked for, and the status that it got. */
  readonly seen: readonly (readonly [path: string, status: number])[];
}

/** The user's name and password, as npm sends them. */
export const credentialsOf = (password: string): string =>
  Buffer.from(`${USER}:${password}`).toString("base64");

async function addUser(url: string, password: string): Promise<void> {
  const { status } = await fetch(`${url}-/user/org.couchdb.user:${USER}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: USER, password }),
  });
  if (status !== 201) throw new Error(`the registry takes no user: ${status}`);
}

/** Starts a registry whose only package is this packed one. */
export async function startPrivateRegistry(
  folder: string,
  tarball: string,
  password: string,
): Promise<PrivateRegistry> {
  const seen: [string, number][] = [];
  mkdirSync(folder, { recursive: true });
  const registry: Registry = await startRegistry(folder, {
    group: "$authenticated",
    onAnswer: (path, status) => seen.push([path, status]),
  });
  await addUser(registry.url, password);
  const login = `${registry.url.replace("http:", "")}:_auth=${credentialsOf(password)}\n`;
  const publisher = join(folder, "private.npmrc");
  writeFileSync(publisher, `registry=${registry.url}\n${login}`, { mode: 0o600 });
  // With a cache of its own: an image's build would find the package in the machine's, and not ask.
  const npm = ["--userconfig", publisher, "--cache", join(folder, "cache"), "--no-provenance"];
  await execa("npm", ["publish", tarball, ...npm], { cwd: folder });
  return {
    scope: `${STRANGER}:registry=${registry.url}\n`,
    login,
    seen,
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}
