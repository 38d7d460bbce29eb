import { execFile } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { CredentialRequest, RequestAuthorizer } from "../../src/credentials/credential.ts";
import { type Endpoint, openEndpoint } from "../../src/credentials/endpoint.ts";
import { credentialErrors } from "../../src/errors/catalogue/credentials.ts";
import { folder } from "../folders.ts";

const opened: Endpoint[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
});

async function open(requests: Partial<RequestAuthorizer> = {}, directory = folder()) {
  const asked: CredentialRequest[] = [];
  const rejected: unknown[] = [];
  const endpoint = await openEndpoint(directory, {
    authorize: async (request) => {
      asked.push(request);
      if (!request.url.startsWith("http://sut/")) return { headers: {} };
      const reusableUntil = new Date("2026-11-22T12:00:00Z");
      return { credential: "oauth", headers: { authorization: "Bearer t1", dpop: "p" }, reusableUntil };
    },
    reject: async (url, headers) => {
      rejected.push([url, headers]);
      return true;
    },
    ...requests,
  });
  opened.push(endpoint);
  return { endpoint, asked, rejected, directory };
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(socketPath: string, path: string, { method = "GET", headers = {}, body }: Ask = {}) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest({ socketPath, path, method, headers }, resolve).on("error", reject);
    sent.end(body);
  });
  return { status: answer.statusCode, type: answer.headers["content-type"], text: await readText(answer) };
}

const headersOf = (url: string, method?: string): string =>
  `/headers?${new URLSearchParams({ url, ...(method === undefined ? {} : { method }) }).toString()}`;

describe("a process asks for headers", () => {
  it("of a URL, and learns for how long they are good", async () => {
    const { endpoint, asked } = await open();
    const { status, type, text } = await ask(endpoint.path, headersOf("http://sut/a?b=c&d", "post"));
    expect([status, type]).toEqual([200, "application/json"]);
    expect(JSON.parse(text)).toEqual({
      credential: "oauth",
      headers: { authorization: "Bearer t1", dpop: "p" },
      reusableUntil: "2026-11-22T12:00:00.000Z",
    });
    expect(asked).toEqual([{ url: "http://sut/a?b=c&d", method: "POST" }]);
  });

  it("and gets none for another origin", async () => {
    const { endpoint } = await open();
    const { status, text } = await ask(endpoint.path, headersOf("http://evil/"));
    expect([status, JSON.parse(text)]).toEqual([200, { credential: null, headers: {}, reusableUntil: null }]);
  });

  it("as curl does, which reads them line by line", async () => {
    const { endpoint } = await open();
    const how = ["--silent", "--fail", "--get", "--unix-socket", endpoint.path];
    const what = ["--header", "Accept: text/plain", "--data-urlencode", "url=http://sut/a?b=c"];
    const { stdout } = await promisify(execFile)("curl", [...how, ...what, "http://testcar/headers"]);
    expect(stdout).toBe("authorization: Bearer t1\ndpop: p\n");
    const none = await ask(endpoint.path, headersOf("http://evil/"), { headers: { accept: "text/plain" } });
    expect([none.status, none.text]).toEqual([200, ""]);
  });

  it("and tells when the service refused them", async () => {
    const { endpoint, rejected } = await open();
    const body = JSON.stringify({ url: "http://sut/", headers: { authorization: "Bearer t1" } });
    const { status, text } = await ask(endpoint.path, "/rejected", { method: "POST", body });
    expect([status, JSON.parse(text)]).toEqual([200, { renewed: true }]);
    expect(rejected).toEqual([["http://sut/", { authorization: "Bearer t1" }]]);
  });
});

describe("a question that is none gets an answer all the same", () => {
  it.each<readonly [number, string, Ask]>([
    [400, "/headers", {}],
    [400, "/headers?url=nonsense", {}],
    [404, headersOf("http://sut/"), { method: "POST" }],
    [404, "/", {}],
    [404, "//[", {}],
    [404, "/rejected", {}],
    [400, "/rejected", { method: "POST", body: "" }],
    [400, "/rejected", { method: "POST", body: "null" }],
    [400, "/rejected", { method: "POST", body: '{"url":"http://sut/","headers":{"a":1}}' }],
    [400, "/rejected", { method: "POST", body: '{"url":"http://sut/","headers":null}' }],
    [
      400,
      "/rejected",
      { method: "POST", body: `{"url":"http://sut/${"x".repeat(1_000_000)}","headers":{}}` },
    ],
  ])("%i to %.40s", async (expected, path, question) => {
    const { endpoint, rejected } = await open();
    const { status, text } = await ask(endpoint.path, path, question);
    expect([status, rejected]).toEqual([expected, []]);
    expect(JSON.parse(text)).toEqual({ message: expect.any(String) });
  });

  it("503 with code, words and hint when the credential cannot be had", async () => {
    const expired = credentialErrors.EXPIRED({ credential: "oauth", reason: "connection refused" });
    const { endpoint } = await open({ authorize: () => Promise.reject(expired) });
    const { status, text } = await ask(endpoint.path, headersOf("http://sut/"), {
      headers: { accept: "text/plain" },
    });
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { code: "TESTCAR_CREDENTIAL_EXPIRED", message: expired.message, hint: expired.hint },
    ]);
    const broken = await open({ authorize: () => Promise.reject(new Error("oh no\nat x.ts")) });
    const answer = await ask(broken.endpoint.path, headersOf("http://sut/"));
    expect(JSON.parse(answer.text)).toMatchObject({ code: "TESTCAR_CREDENTIAL_FAILED", message: "oh no" });
  });
});

describe("the socket", () => {
  it("is this user's alone", async () => {
    const { endpoint } = await open();
    expect(statSync(endpoint.path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(endpoint.path)).mode & 0o777).toBe(0o700);
  });

  it("outlives clients that go away in the middle", async () => {
    let release = (): void => undefined;
    const asked = Promise.withResolvers<void>();
    const { endpoint } = await open({
      authorize: () =>
        new Promise((resolve) => {
          release = () => resolve({ headers: {} });
          asked.resolve();
        }),
    });
    const socket = connect(endpoint.path);
    socket.write(`GET ${headersOf("http://sut/")} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await asked.promise;
    socket.destroy();
    release();
    connect(endpoint.path).end("rubbish\r\n\r\n").resume();
    connect(endpoint.path)
      .end("POST /rejected HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
      .resume();
    expect((await ask(endpoint.path, "/")).status).toBe(404);
  });

  it("closes under connections that are kept, and is gone then", async () => {
    const { endpoint } = await open();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      httpRequest({ socketPath: endpoint.path, path: "/", agent }, (answer) =>
        answer.resume().on("end", resolve),
      ).end();
    });
    const idle = connect(endpoint.path).on("error", () => undefined);
    await endpoint.close();
    expect(existsSync(endpoint.path)).toBe(false);
    agent.destroy();
    idle.destroy();
  });

  it("moves to a short path of its own where the run's directory has a long one", async () => {
    const long = join(folder(), "x".repeat(100));
    mkdirSync(long);
    const { endpoint } = await open({}, long);
    expect(endpoint.path).toMatch(/^\/tmp\/testcar-\w+\/requests\.sock$/);
    expect(statSync(dirname(endpoint.path)).mode & 0o777).toBe(0o700);
    expect(statSync(endpoint.path).mode & 0o777).toBe(0o600);
    expect((await ask(endpoint.path, headersOf("http://sut/"))).status).toBe(200);
    await endpoint.close();
    expect(existsSync(dirname(endpoint.path))).toBe(false);
  });

  it("that cannot be opened is told with its place", async () => {
    const directory = folder({ "credentials/requests.sock": "in the way" });
    await expect(open({}, directory)).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_ENDPOINT",
      message: expect.stringContaining(`${directory}/credentials/requests.sock`),
    });
  });
});
