import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { runServer } from "verdaccio";

/** Who publishes in a rehearsal: we, and a stranger. */
const OURS = ["@testcar/*", "create-testcar-plugin"];
export const STRANGER = "@acme";

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** For somebody who installs: our scopes come from here, everything else from where this machine gets packages. */
  readonly npmrc: string;
  /** For somebody who publishes: a file that names no other registry. */
  readonly publisher: string;
}

/** How a registry is to be. */
export interface RegistryOptions {
  /** Who may fetch and publish; everybody by default. */
  readonly group?: "$all" | "$authenticated";
  /** Learns of each answer: what was asked for, and the status that it got. */
  readonly onAnswer?: (path: string, status: number) => void;
}

/**
 * Starts verdaccio on a free port of the loopback interface. It asks nobody else: a name of ours that it lacks is missing.
 * Its address has a part that no other rehearsal had, because npm remembers by address what it got.
 */
export async function startRegistry(
  folder: string,
  { group = "$all", onAnswer }: RegistryOptions = {},
): Promise<Registry> {
  const prefix = `/${randomUUID()}/`;
  const rights = { access: group, publish: group };
  const verdaccio: Server = await runServer({
    storage: join(folder, "storage"),
    configPath: join(folder, "config.yaml"),
    url_prefix: prefix,
    uplinks: {},
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    packages: Object.fromEntries([...OURS, `${STRANGER}/*`].map((name) => [name, rights])),
    publish: { allow_offline: true },
    max_body_size: "50mb",
    log: { type: "file", path: join(folder, "verdaccio.log"), level: "warn" },
  });
  const server = createServer((request, response) => {
    const path = request.url?.replace(prefix, "/") ?? "/";
    request.url = path;
    response.once("finish", () => onAnswer?.(decodeURIComponent(path), response.statusCode));
    verdaccio.emit("request", request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("verdaccio has no port");
  const url = `http://127.0.0.1:${address.port}${prefix}`;
  const publisher = join(folder, "publisher.npmrc");
  writeFileSync(publisher, `registry=${url}\n${url.replace("http:", "")}:_authToken=rehearsal\n`);
  return {
    url,
    npmrc: ["@testcar", STRANGER].map((scope) => `${scope}:registry=${url}\n`).join(""),
    publisher,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
