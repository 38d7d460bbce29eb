import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { testcar } from "./testcar.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "e2e/frameworks");

/** Where newman is when it is not among the packages of this repository. */
const installed = process.env["TESTCAR_FRAMEWORKS"] ?? root;
const bin = join(installed, "node_modules", ".bin");

/** A browser takes more than a minute to install: `npm run test:browsers` does so. */
const withBrowser = process.env["TESTCAR_BROWSERS"] === "1";

const token = "session-of-the-sea";

function answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
  if (headers["x-session"] !== token) return void response.writeHead(401).end();
  if (url === "/") {
    response.writeHead(200, { "content-type": "text/html" });
    return void response.end("<!doctype html><ul><li>order 1</ul>");
  }
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify([{ id: "1" }]));
}
const server = createServer(answer);

/** Every kind of test with its runner, and what it is to find: each has the checks of its own report. */
const all = [
  { test: "curl", runner: "curl", cases: 0 },
  { test: "health.sh", runner: "scripts", cases: 0 },
  { test: "orders.test.mjs", runner: "node", cases: 2 },
  { test: "shop.postman_collection.json", runner: "newman", cases: 1 },
  { test: "shop.spec.js", runner: "playwright", cases: 1 },
  { test: "smoke.yml", runner: "artillery", cases: 1 },
  { test: "test_orders.py", runner: "pytest", cases: 2 },
];
const kinds = all.filter(({ runner }) => withBrowser || runner !== "playwright");

function requirePrograms(): void {
  const missing = [
    [
      "newman",
      bin,
      "npm install --save-dev newman@6.2.2, or name a folder that has it in TESTCAR_FRAMEWORKS",
    ],
    ...(withBrowser
      ? [
          ["playwright", join(root, "node_modules", ".bin"), "npm install --save-dev @playwright/test"],
          ["chromium", "/usr/bin", "apt-get install --no-install-recommends chromium"],
        ]
      : []),
  ].filter(([name = "", place = ""]) => !existsSync(join(place, name)));
  if (missing.length === 0) return;
  throw new Error(missing.map(([name, place, how]) => `there is no ${name} in ${place}: ${how}`).join("\n"));
}

// Seven frameworks start, and one of them a browser: on a busy machine that takes its time.
const deadlineMs = 150_000;
jest.setTimeout(deadlineMs + 10_000);

const run = (port: number) => {
  const only = kinds.flatMap(({ test: id }) => ["--only", id]);
  return testcar(["run", "--target", `http://127.0.0.1:${port}`, "--concurrency", "2", ...only], {
    cwd: folder,
    env: { PATH: `${bin}${delimiter}${process.env["PATH"]}` },
    deadlineMs,
  });
};

const listen = async (): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
};

const byId = <T extends { readonly test: string }>(tests: readonly T[]): readonly T[] =>
  tests.toSorted((a, b) => (a.test < b.test ? -1 : 1));

describe(`one run of ${kinds.map(({ runner }) => runner).join(", ")}`, () => {
  beforeAll(requirePrograms);
  afterEach(() => void server.close());

  test("passes, each with its own cases, and with one credential", async () => {
    const { code, reading, stdout, stderr } = await run(await listen());
    const found = byId(reading.tests).map(({ test: id, runner, status, checks = [] }) => ({
      test: id,
      runner,
      status,
      cases: checks.filter((check) => check.status === "passed").length,
    }));
    expect({ found, stderr }).toEqual({
      found: kinds.map((kind) => ({ ...kind, status: "passed" })),
      stderr: "",
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain(token);
  });

  test("fails where the service is not there, in each framework's own words", async () => {
    const port = await listen();
    server.close();
    const { code, reading } = await run(port);
    expect(code).toBe(1);
    const told = byId(reading.tests).map(({ runner, status, reasons: [first] }) => [
      runner,
      status,
      first?.message,
    ]);
    expect(told).toEqual(
      kinds.map(({ runner }) => [
        runner,
        // The exit code of a script that does not choose its own is that of curl, which nobody has explained here.
        runner === "scripts" ? "error" : "failed",
        expect.stringMatching(/refused|connect|fetch failed|failed outside of its cases/i),
      ]),
    );
  });
});
