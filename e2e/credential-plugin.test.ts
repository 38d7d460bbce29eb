import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createProject, type Project } from "./testcar.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const guide = readFileSync(`${root}docs/guides/write-a-credential-plugin.md`, "utf8");

/** The files that the guide shows, each behind its name. */
const shown = Object.fromEntries(
  [...guide.matchAll(/^`([\w./-]+)`[^\n]*:\n\n```\w+\n(.*?)^```$/gms)].map(([, name = "", content = ""]) => [
    name,
    content,
  ]),
);

const password = "hunter22-of-the-sea";

/** A login service and a shop that wants its sessions. */
const seen: { logins: number; orders: string[] } = { logins: 0, orders: [] };
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/login") {
    seen.logins += 1;
    const body = await json(request);
    const isRight = JSON.stringify(body) === JSON.stringify({ user: "testcar", password });
    // It is not awake at first: what can heal is tried again.
    response.writeHead(seen.logins === 1 ? 503 : isRight ? 200 : 403);
    response.end(JSON.stringify({ token: `session-number-${seen.logins}`, expiresIn: 600 }));
    return;
  }
  const session = String(request.headers["x-session"]);
  seen.orders.push(session);
  response.writeHead(session === `session-number-${seen.logins}` ? 200 : 401).end(`for ${session}\n`);
}
const server = createServer((request, response) => void answer(request, response));

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => void server.close());

const target = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function projectOfTheGuide(): Project {
  const real = (content: string): string =>
    content.replaceAll("https://login.example.org", target()).replaceAll("http://127.0.0.1:8080", target());
  const files = Object.entries(shown).map(([name, content]) => [name, real(content)]);
  const project = createProject(Object.fromEntries(files));
  cpSync(`${root}examples/custom-runner/my-runner.ts`, project.path("my-runner.ts"));
  symlinkSync(`${root}node_modules`, project.path("node_modules"));
  return project;
}

describe("the guide to writing a credential plugin", () => {
  test("shows one that works: its session reaches a test by the socket, and nobody sees it", async () => {
    expect(Object.keys(shown)).toEqual([
      "session.ts",
      "testcar.config.yaml",
      "tests/orders.sh",
      "tests/orders.case",
    ]);
    using project = projectOfTheGuide();
    const { code, stdout, stderr, reading } = await project.testcar(["run"], {
      env: { LOGIN_PASSWORD: password },
    });
    expect([code, reading.tests.map(({ status }) => status)]).toEqual([0, ["passed"]]);
    expect(seen).toEqual({ logins: 2, orders: ["session-number-2"] });
    expect(stdout).toContain("for [secret]");
    expect(stdout + stderr).not.toMatch(/session-number|hunter22/);
  });

  test("and that says what is wrong in its own words", async () => {
    using project = projectOfTheGuide();
    const { code, stdout } = await project.testcar(["run", "--format", "text"], {
      env: { LOGIN_PASSWORD: "hunter33-of-the-sea" },
    });
    expect(code).toBe(4);
    expect(stdout).toContain("answered the login with 403");
    expect(stdout).toContain("Check user and password.");
  });
});
