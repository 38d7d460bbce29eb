import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { RequestAuthorizer, RequestHeaders } from "./credential.ts";
import { makePrivateDirectory } from "./files.ts";

/** The variable that tells the processes of tests where to ask. */
export const SOCKET_VARIABLE = "TESTCAR_CREDENTIALS_SOCKET";

// Directories of credentials lie beside it, whose names have no full stop.
const SOCKET_NAME = "requests.sock";

/** A question is a URL and some headers. */
const MAX_BODY_BYTES = 64 * 1024;

/** The place where a test's processes ask for headers. */
export interface Endpoint {
  /** Absolute path of the Unix socket. */
  readonly path: string;
  readonly close: () => Promise<void>;
}

/** An answer: a status and what goes with it. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  let isTooLong = false;
  // Read to its end in any case: whoever sends it gets no answer before.
  for await (const chunk of request.setEncoding("utf8")) {
    isTooLong ||= text.length + String(chunk).length > MAX_BODY_BYTES;
    if (!isTooLong) text += String(chunk);
  }
  if (isTooLong) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRejection = (
  body: unknown,
): body is { readonly url: string; readonly headers: Readonly<Record<string, string>> } =>
  typeof body === "object" &&
  body !== null &&
  "url" in body &&
  typeof body.url === "string" &&
  "headers" in body &&
  typeof body.headers === "object" &&
  body.headers !== null &&
  Object.values(body.headers).every((value) => typeof value === "string");

const told = ({ credential, headers, reusableUntil }: RequestHeaders) => ({
  credential: credential ?? null,
  headers,
  reusableUntil: reusableUntil?.toISOString() ?? null,
});

async function answer(request: IncomingMessage, requests: RequestAuthorizer): Promise<Answer> {
  const asked = `http://testcar${request.url ?? "/"}`;
  const { pathname, searchParams } = new URL(URL.canParse(asked) ? asked : "http://testcar/");
  if (pathname === "/headers" && request.method === "GET") {
    const url = searchParams.get("url") ?? "";
    if (!URL.canParse(url))
      return { status: 400, body: { message: "Say which request: /headers?url=http%3A%2F%2F…&method=GET" } };
    const method = (searchParams.get("method") ?? "GET").toUpperCase();
    return { status: 200, body: told(await requests.authorize({ url, method })) };
  }
  if (pathname === "/rejected" && request.method === "POST") {
    const body = await readBody(request);
    if (!isRejection(body))
      return { status: 400, body: { message: 'Say what was refused: {"url": "…", "headers": {…}}' } };
    return { status: 200, body: { renewed: await requests.reject(body.url, body.headers) } };
  }
  return { status: 404, body: { message: "There is GET /headers?url=…&method=… and POST /rejected" } };
}

function failure(error: unknown): Answer {
  const { code, message, hint } = isTestcarError(error)
    ? error
    : { code: "TESTCAR_CREDENTIAL_FAILED", message: reasonOf(error), hint: "" };
  return { status: 503, body: { code, message, hint } };
}

/** `name: value` in lines, as `curl --header @-` reads them. */
const asLines = (body: unknown): string => {
  const headers = typeof body === "object" && body !== null && "headers" in body ? body.headers : undefined;
  const entries = Object.entries(headers ?? {});
  return entries.map(([name, value]) => `${name}: ${String(value)}\n`).join("");
};

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const isText = status === 200 && request.headers.accept === "text/plain";
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
    "cache-control": "no-store",
  });
  response.end(isText ? asLines(body) : `${JSON.stringify(body)}\n`);
}

/**
 * Opens the socket by which a process of a test asks for fresh headers: HTTP over a Unix socket in a directory that only this
 * user can enter. It gives headers for a URL, and those only if a credential is for the URL's origin.
 *
 * @param directory - The private directory of the run.
 * @throws TESTCAR_CREDENTIAL_ENDPOINT, TESTCAR_CREDENTIAL_FILES
 */
export async function openEndpoint(directory: string, requests: RequestAuthorizer): Promise<Endpoint> {
  const { path, remove } = await makePlace(directory);
  const server = createServer((request, response) => {
    answer(request, requests)
      .catch(failure)
      .then((found) => send(request, response, found))
      // The one who asked has gone.
      .catch(() => response.destroy());
  });
  // Clients keep their connection for as long as they send requests.
  server.keepAliveTimeout = 0;
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject).listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (error) {
    await remove();
    throw credentialErrors.ENDPOINT({ path, reason: reasonOf(error) }, error);
  }
  return {
    path,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await remove();
    },
  };
}

/** Bytes of a socket's path that every system takes: Linux has 107, macOS 103. */
const MAX_PATH_BYTES = 103;

// Where TMPDIR is too long for a socket's path, the socket alone goes to a private directory of its own.
async function makePlace(directory: string) {
  const folder = join(directory, "credentials");
  const path = join(folder, SOCKET_NAME);
  await makePrivateDirectory("The socket", folder);
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return { path, remove: async () => undefined };
  const short = await mkdtemp("/tmp/testcar-").catch((error: unknown) => {
    throw credentialErrors.ENDPOINT({ path, reason: `its path is too long, and ${reasonOf(error)}` }, error);
  });
  const remove = () => rm(short, { recursive: true, force: true }).catch(() => undefined);
  return { path: join(short, SOCKET_NAME), remove };
}
