import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import { check } from "../../../packages/core/src/config/issues.ts";
import { optionsSchema } from "../src/options.ts";
import { wishesOf } from "../src/wishes.ts";

async function wishes(options: unknown) {
  const checked = await check(optionsSchema, options);
  if (checked.issues !== undefined) throw new Error(JSON.stringify(checked.issues));
  return { wishes: wishesOf(checked.value), deadline: checked.value.deadline };
}

async function issuesOf(options: unknown): Promise<readonly string[]> {
  const { issues = [] } = await check(optionsSchema, options);
  return issues.map(({ path, reason }) => `${path}: ${reason}`);
}

const get = { method: "GET", status: [[200, 299]], headers: {} };

describe("options", () => {
  test("without any, the target is waited for, for a minute", async () => {
    expect(await wishes({})).toEqual({ wishes: [{ kind: "target" }], deadline: 60_000 });
  });

  test("one of each", async () => {
    const options = {
      http: "/ready",
      tcp: 5432,
      file: "ready",
      command: ["pg_isready", "-q"],
      mesh: "istio",
      deadline: "90s",
    };
    expect(await wishes(options)).toEqual({
      wishes: [
        { kind: "mesh", mesh: "istio" },
        { kind: "http", options: { url: "/ready", ...get } },
        { kind: "tcp", options: { host: "127.0.0.1", port: 5432 } },
        { kind: "file", path: "ready" },
        { kind: "command", argv: ["pg_isready", "-q"] },
      ],
      deadline: 90_000,
    });
  });

  test("several of each", async () => {
    const options = {
      http: [
        "http://127.0.0.1:8080/ready",
        { url: "/", method: "HEAD", status: [401, "3xx", "500-502"], headers: { accept: "text/html" } },
        { url: "/", status: 204 },
      ],
      tcp: ["db:5432", "[::1]:6379"],
      file: ["a", "b"],
      command: [["true"], ["test", "-e", "x"]],
      deadline: 500,
    };
    expect(await wishes(options)).toEqual({
      wishes: [
        { kind: "http", options: { url: "http://127.0.0.1:8080/ready", ...get } },
        {
          kind: "http",
          options: {
            url: "/",
            method: "HEAD",
            status: [
              [401, 401],
              [300, 399],
              [500, 502],
            ],
            headers: { accept: "text/html" },
          },
        },
        { kind: "http", options: { url: "/", ...get, status: [[204, 204]] } },
        { kind: "tcp", options: { host: "db", port: 5432 } },
        { kind: "tcp", options: { host: "::1", port: 6379 } },
        { kind: "file", path: "a" },
        { kind: "file", path: "b" },
        { kind: "command", argv: ["true"] },
        { kind: "command", argv: ["test", "-e", "x"] },
      ],
      deadline: 500,
    });
  });

  test("every problem is told, where it is", async () => {
    const options = {
      http: [
        "ready",
        {
          url: "http://u:p@127.0.0.1/",
          status: [99, "6xx", "300-200"],
          headers: { Cookie: "a", "a b": "c" },
        },
      ],
      tcp: ["5432x", 0, "db:70000"],
      file: "",
      command: "pg_isready -q",
      mesh: "consul",
      deadline: "soon",
      retries: 3,
    };
    expect(await issuesOf(options)).toEqual([
      "http[0]: Expected a path like /ready, which is that of the target, or a URL like http://127.0.0.1:8080/ready",
      "http[1].url: Expected a URL without user name, password and fragment: it is shown to everybody",
      "http[1].status[0]: Expected a status code like 200, a range like 200-299, or a class like 2xx",
      "http[1].status[1]: Expected a status code like 200, a range like 200-299, or a class like 2xx",
      "http[1].status[2]: Expected a status code like 200, a range like 200-299, or a class like 2xx",
      "http[1].headers.Cookie: Expected a header without a secret: what is ready says so to everybody, and what it says to a client is for a test",
      "http[1].headers.a b: Expected the name of a header",
      "tcp[0]: Expected a port, or host and port like 127.0.0.1:5432 or [::1]:5432",
      "tcp[1]: Expected a port, or host and port like 127.0.0.1:5432 or [::1]:5432",
      "tcp[2]: Expected a port, or host and port like 127.0.0.1:5432 or [::1]:5432",
      "file: Expected the path of a file",
      "command: Expected a list: the program, then its arguments; there is no shell",
      'mesh: Invalid type: Expected ("istio" | "linkerd") but received "consul"',
      'deadline: Expected milliseconds as a number from 1 on, or a text like 500ms, 90s, 15m or 2h, but received "soon"',
      "retries: unknown key",
    ]);
  });

  test("nothing empty, and nothing secret, is taken", async () => {
    const secret = new Secret("hunter2222", "${env:SECRET}");
    const options = { http: [], command: [], tcp: [], file: [] };
    expect(await issuesOf(options)).toHaveLength(4);
    expect(
      await issuesOf({ http: { url: "/", headers: { "x-key": secret } }, command: ["a", secret] }),
    ).toEqual(["http.headers.x-key: a secret cannot stand here", "command[1]: a secret cannot stand here"]);
  });
});
