import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { systemClock } from "@testcar/core";
import { createExec } from "../../../packages/core/src/process/start.ts";
import { eventually } from "../../../packages/core/test/eventually.ts";
import { conditionOf } from "../src/conditions.ts";
import type { Wish } from "../src/wishes.ts";

const directory = mkdtempSync(join(tmpdir(), "testcar-wait-for-"));
const servers: (Server & { closeAllConnections?: () => void })[] = [];
const api = { exec: createExec(process.env, systemClock), baseDirectory: directory };

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const serve = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(answer))}`;

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

const look = (wish: Wish, target?: string, signal = new AbortController().signal) =>
  conditionOf(wish, target, api).look(signal);

const get = { method: "GET" as const, status: [[200, 299] as const], headers: {} };

describe("http", () => {
  test("is ready when the status is one of those that are good, and says which it was otherwise", async () => {
    const origin = await serve((request, response) => {
      const status = Number(request.url?.slice(1));
      response.writeHead(status, { location: "/200" }).end("body");
    });
    const http = (url: string, rest = {}): Wish => ({ kind: "http", options: { url, ...get, ...rest } });
    expect(await look(http(`${origin}/204`))).toBeUndefined();
    expect(await look(http(`${origin}/302`))).toBe("it answered with 302");
    expect(await look(http(`${origin}/503`))).toBe("it answered with 503");
    expect(
      await look(
        http(`${origin}/401`, {
          status: [
            [500, 599],
            [401, 401],
          ],
        }),
      ),
    ).toBeUndefined();
    expect(await look(http("/200"), `${origin}/api`)).toBeUndefined();
  });

  test("asks with the method and the headers that it is told to", async () => {
    const asked: unknown[] = [];
    const origin = await serve(({ method, url, headers }, response) => {
      asked.push([method, url, headers["x-probe"], headers["authorization"]]);
      response.end();
    });
    const options = {
      ...get,
      url: `${origin}/ready?full=1`,
      method: "HEAD" as const,
      headers: { "x-probe": "1" },
    };
    expect(await look({ kind: "http", options })).toBeUndefined();
    expect(asked).toEqual([["HEAD", "/ready?full=1", "1", undefined]]);
    expect(conditionOf({ kind: "http", options }, undefined, api).what).toBe(`HEAD ${origin}/ready`);
  });

  test("is not ready while nobody listens, or somebody else does", async () => {
    const port = await freePort();
    const options = { ...get, url: `http://127.0.0.1:${port}/` };
    expect(await look({ kind: "http", options })).toBe("connection refused");
    const odd = await listen(
      createTcpServer((socket) => socket.on("error", () => undefined).end("220 smtp\r\n")),
    );
    expect(await look({ kind: "http", options: { ...get, url: `http://127.0.0.1:${odd}/` } })).toBe(
      "it does not speak HTTP",
    );
    const shut = await listen(createTcpServer((socket) => socket.on("error", () => undefined).destroy()));
    expect(await look({ kind: "http", options: { ...get, url: `http://127.0.0.1:${shut}/` } })).toMatch(
      /socket hang up|the connection was reset/,
    );
  });

  test("knows the status of an answer that does not end", async () => {
    const origin = await serve((_request, response) => response.writeHead(200).write("data: \n\n"));
    const stop = new AbortController();
    const answered = Promise.withResolvers<unknown>();
    subscribe("http.client.response.finish", answered.resolve);
    const looked = look({ kind: "http", options: { ...get, url: origin } }, undefined, stop.signal);
    await answered.promise;
    unsubscribe("http.client.response.finish", answered.resolve);
    // Whoever asked has been told by then.
    setImmediate(() => stop.abort());
    expect(await looked).toBeUndefined();
  });
});

test("tcp is ready when somebody accepts", async () => {
  const port = await listen(createTcpServer((socket) => socket.on("error", () => undefined).resume()));
  expect(await look({ kind: "tcp", options: { host: "127.0.0.1", port } })).toBeUndefined();
  expect(await look({ kind: "target" }, `http://127.0.0.1:${port}/api`)).toBeUndefined();
  const free = await freePort();
  expect(await look({ kind: "tcp", options: { host: "127.0.0.1", port: free } })).toBe("connection refused");
  expect(conditionOf({ kind: "tcp", options: { host: "::1", port: 1 } }, undefined, api).what).toBe(
    "tcp [::1]:1",
  );
});

test("a file is ready when it is there", async () => {
  expect(await look({ kind: "file", path: "marker" })).toBe("no such file or directory");
  writeFileSync(join(directory, "marker"), "");
  expect(await look({ kind: "file", path: "marker" })).toBeUndefined();
});

describe("a command", () => {
  const command = (...argv: readonly string[]) => look({ kind: "command", argv });

  test("is ready when it ends with exit code 0", async () => {
    expect(await command("test", "-d", directory)).toBeUndefined();
    expect(await command("sh", "-c", "echo starting; echo no database >&2; exit 3")).toBe(
      "it ended with exit code 3: no database",
    );
    expect(await command("false")).toBe("it ended with exit code 1");
    expect(await command("sh", "-c", "kill -KILL $$")).toBe("it ended with SIGKILL");
    expect(await command("sh", "-c", "head -c 9000 /dev/zero | tr '\\0' x; exit 1")).toMatch(/: x{200}…$/);
  });

  test("that cannot be started is told at once", async () => {
    await expect(command("no-such-program", "-q")).rejects.toMatchObject({
      code: "TESTCAR_WAIT_FOR_COMMAND",
      message: "The command no-such-program -q cannot be started: no such file or directory",
    });
  });

  test("is ended with its look", async () => {
    const stop = new AbortController();
    const started = join(directory, "started");
    const argv = ["sh", "-c", 'touch "$0"; sleep 1000', started];
    const looked = look({ kind: "command", argv }, undefined, stop.signal);
    await eventually(() => existsSync(started));
    stop.abort("enough");
    await expect(looked).rejects.toBe("enough");
  });
});

describe("without a target", () => {
  test.each<[string, Wish]>([
    ["a path", { kind: "http", options: { url: "/ready", ...get } }],
    ["nothing named", { kind: "target" }],
  ])("%s is an error of the configuration", (_what, wish) => {
    expect(() => conditionOf(wish, undefined, api)).toThrow("There is no target");
  });
});
