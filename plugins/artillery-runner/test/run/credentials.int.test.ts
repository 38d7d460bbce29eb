import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { credentialErrors } from "../../../../packages/core/src/errors/catalogue/credentials.ts";
import { closedPort, createCertificates } from "../../../../tools/servers/index.ts";
import { openCredentials, startProxy, startService } from "./credentials.ts";
import { artilleries, runScript } from "./run-script.ts";

const once = "phases: [{ duration: 1, arrivalCount: 1 }]";
const inAMinute = () => new Date(Date.now() + 60_000);

/** A credential for one origin, with a token in the header that everybody knows and in one that got does not. */
const tokenFor =
  (
    { url: own }: { readonly url: string },
    headers: Readonly<Record<string, string>> = { authorization: "Bearer canary-token" },
  ) =>
  ({ origin }: URL) =>
    origin === own ? { headers, reusableUntil: inAMinute() } : undefined;

describe.each(artilleries)("%s", (artillery) => {
  test.concurrent("requests of an unchanged script, its before and its after carry the credential, which is asked for once by each thread", async () => {
    using service = await startService();
    await using credentials = await openCredentials(tokenFor(service));
    const script = `config: { ${once}, defaults: { headers: { x-mine: "yes" } } }
before: { flow: [{ get: { url: /before } }] }
after: { flow: [{ get: { url: /after } }] }
scenarios: [{ flow: [{ loop: [{ post: { url: "/a/{{ $loopCount }}", json: { a: 1 } } }], count: 3 }, { parallel: [{ get: { url: /b } }, { get: { url: /c } }] }] }]`;
    const ran = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(ran.result).toMatchObject({ status: "passed", metrics: { requests: 5 } });
    expect(service.seen.map(({ path }) => path).toSorted()).toEqual([
      "/a/0",
      "/a/1",
      "/a/2",
      "/after",
      "/b",
      "/before",
      "/c",
    ]);
    expect(new Set(service.carried("authorization"))).toEqual(new Set(["Bearer canary-token"]));
    expect(credentials.asked).toEqual([`${service.url}/before`, `${service.url}/a/0`]);
    // What asks for headers is no request of the test.
    const events = readFileSync(join(ran.workDirectory, "events.jsonl"), "utf8");
    const progress = events.split("\n").filter((line) => line.includes('"progress"'));
    expect(JSON.parse(progress.at(-1) ?? "{}")).toMatchObject({ requests: 5, responses: 5 });
    const report = readFileSync(join(ran.workDirectory, "output.json"), "utf8");
    expect(`${events}${report}${ran.output}`).not.toContain("canary-token");
  });

  test.concurrent("a TypeScript script's requests carry it too", async () => {
    using service = await startService();
    await using credentials = await openCredentials(tokenFor(service));
    const script = `export const config: object = { target: "${service.url}", phases: [{ duration: 1, arrivalCount: 1 }] };
export const before = { flow: [{ get: { url: "/before" } }] };
export const scenarios = [{ flow: [{ get: { url: "/ok" } }] }];`;
    const { result } = await runScript({ "s.ts": script }, "s.ts", {
      artillery,
      data: { format: "module", files: [] },
      options: { env: credentials.env },
    });
    expect(result.status).toBe("passed");
    expect(service.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/before", "Bearer canary-token"],
      ["/ok", "Bearer canary-token"],
    ]);
  });

  test.concurrent("what a script sets itself wins: its own authorization keeps everything away, another header itself", async () => {
    using service = await startService();
    const headers = { authorization: "Bearer canary-token", "x-tenant": "theirs" };
    await using credentials = await openCredentials(tokenFor(service, headers));
    const flow = [
      { get: { url: "/header", headers: { Authorization: "Bearer mine" } } },
      { get: { url: "/empty", headers: { authorization: "" } } },
      { get: { url: "/user", auth: { user: "ada", pass: "secret" } } },
      { get: { url: "/tenant", headers: { "X-Tenant": "mine" } } },
      { get: { url: "/to?%2Fend", headers: { authorization: "Bearer mine" } } },
    ];
    const script = { config: { phases: [{ duration: 1, arrivalCount: 1 }] }, scenarios: [{ flow }] };
    const { result } = await runScript({ "s.json": JSON.stringify(script) }, "s.json", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(result).toMatchObject({ status: "passed" });
    const carried = service.seen.map(({ path, headers: sent }) => [
      path,
      sent.authorization,
      sent["x-tenant"],
    ]);
    expect(carried).toEqual([
      ["/header", "Bearer mine", undefined],
      ["/empty", "", undefined],
      ["/user", `Basic ${Buffer.from("ada:secret").toString("base64")}`, undefined],
      ["/tenant", "Bearer canary-token", "mine"],
      ["/to?%2Fend", "Bearer mine", undefined],
      ["/end", "Bearer mine", undefined],
    ]);
  });

  test.concurrent("no other origin sees any of it, also after a redirect there; back home it is there again", async () => {
    using service = await startService();
    using other = await startService();
    const headers = { authorization: "Bearer canary-token", dpop: "canary-proof" };
    await using credentials = await openCredentials(tokenFor(service, headers));
    const back = `${other.url}/to?${encodeURIComponent(`${service.url}/end`)}`;
    const flow = [
      { get: { url: `${other.url}/direct` } },
      { get: { url: `/to?${encodeURIComponent(`${other.url}/redirected`)}` } },
      { get: { url: `/to?${encodeURIComponent(back)}` } },
      { get: { url: `/to?${encodeURIComponent(`${other.url}/unfollowed`)}`, followRedirect: false } },
    ];
    const script = { config: { phases: [{ duration: 1, arrivalCount: 1 }] }, scenarios: [{ flow }] };
    const { result } = await runScript({ "s.json": JSON.stringify(script) }, "s.json", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(result).toMatchObject({ status: "passed" });
    expect(other.seen.map(({ path }) => path.split("?", 1)[0])).toEqual(["/direct", "/redirected", "/to"]);
    expect(JSON.stringify(other.seen)).not.toContain("canary");
    expect(service.seen).toHaveLength(4);
    expect(service.carried("authorization", "/end")).toEqual(["Bearer canary-token"]);
    expect(new Set(service.carried("dpop"))).toEqual(new Set(["canary-proof"]));
  });

  test.concurrent("headers for one request are asked for anew by each, also when they are sent at once or redirected", async () => {
    using service = await startService();
    let issued = 0;
    await using credentials = await openCredentials(() => ({
      headers: { authorization: `Negotiate ${++issued}` },
    }));
    const script = `config: { ${once} }
scenarios: [{ flow: [{ parallel: [{ get: { url: /a } }, { get: { url: /b } }, { get: { url: /c } }] }, { get: { url: "/to?%2Fend" } }] }]`;
    const { result } = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(result).toMatchObject({ status: "passed" });
    expect(new Set(service.carried("authorization")).size).toBe(5);
    expect(credentials.asked).toHaveLength(5);
  });

  test.concurrent("a renewed token is in the requests after it, without being asked for at each", async () => {
    using service = await startService();
    let token = 0;
    let until = 0;
    await using credentials = await openCredentials(() => {
      if (Date.now() >= until) {
        token += 1;
        until = Date.now() + 1_000;
      }
      return { headers: { authorization: `Bearer ${token}` }, reusableUntil: new Date(until) };
    });
    const script = `config: { phases: [{ duration: 3, arrivalRate: 10 }] }
scenarios: [{ flow: [{ get: { url: /ok } }] }]`;
    const { result } = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(result).toMatchObject({ status: "passed", metrics: { requests: 30 } });
    const carried = service.carried("authorization").map((value) => Number(String(value).split(" ")[1]));
    expect(new Set(carried).size).toBeGreaterThanOrEqual(3);
    expect(carried).toEqual(carried.toSorted((a, b) => a - b));
    expect(credentials.asked).toHaveLength(new Set(carried).size);
  });

  test.concurrent("a refusal is reported once, and what comes after it carries what it led to", async () => {
    let valid = 1;
    using service = await startService(({ authorization }) => authorization === `Bearer ${valid}`);
    const reported: unknown[] = [];
    let token = 1;
    await using credentials = await openCredentials(
      () => ({ headers: { authorization: `Bearer ${token}` }, reusableUntil: inAMinute() }),
      async (url, headers) => {
        reported.push({ url, headers });
        token = valid;
        return true;
      },
    );
    const script = `config: { ${once} }
scenarios: [{ flow: [{ get: { url: /first } }, { think: 1 }, { get: { url: /refused } }, { get: { url: /renewed } }, { get: { url: /401 } }, { get: { url: /401 } }, { get: { url: /last } }] }]`;
    const revoke = () => {
      valid = 2;
    };
    const { result } = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
      onProgress: ({ requests }) => {
        if (requests === 1) revoke();
      },
    });
    const codes = service.seen.map(({ path, headers }) => `${path} ${headers.authorization}`);
    expect(codes).toEqual([
      "/first Bearer 1",
      "/refused Bearer 1",
      "/renewed Bearer 2",
      "/401 Bearer 2",
      "/401 Bearer 2",
      "/last Bearer 2",
    ]);
    expect(reported).toEqual([
      { url: `${service.url}/refused`, headers: { authorization: "Bearer 1" } },
      { url: `${service.url}/401`, headers: { authorization: "Bearer 2" } },
    ]);
    expect(result).toMatchObject({ metrics: { requests: 6, codes: { "200": 3, "401": 3 } } });
  });

  test.concurrent("an expired credential fails the requests by its code, in words, and nothing is sent", async () => {
    using service = await startService();
    await using credentials = await openCredentials(() => {
      throw credentialErrors.EXPIRED({ credential: "oauth", reason: "the token service does not answer" });
    });
    const script = `config: { phases: [{ duration: 1, arrivalCount: 2 }] }
scenarios: [{ flow: [{ get: { url: /ok } }] }]`;
    const { result } = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      target: service.url,
      options: { env: credentials.env },
    });
    expect(service.seen).toEqual([]);
    expect(result).toMatchObject({
      status: "failed",
      metrics: { errorsByKind: { TESTCAR_CREDENTIAL_EXPIRED: 2 } },
    });
    expect(result.reasons[0]).toMatchObject({
      code: "TESTCAR_ARTILLERY_REQUEST_ERRORS",
      hint: expect.stringContaining("the token service does not answer"),
    });
  });

  test.concurrent("pools, cookies, a proxy, and https that nobody verifies work as ever", async () => {
    await using certificates = await createCertificates();
    using service = await startService(undefined, certificates.selfSignedServer);
    using proxy = await startProxy();
    await using credentials = await openCredentials(tokenFor(service));
    const script = `config: { phases: [{ duration: 1, arrivalCount: 2 }], http: { pool: 1 }, tls: { rejectUnauthorized: false } }
scenarios: [{ flow: [{ get: { url: /cookie } }, { get: { url: /a } }] }]`;
    const { result } = await runScript({ "s.yml": script }, "s.yml", {
      artillery,
      cpus: 1,
      target: service.url,
      options: { env: { ...credentials.env, HTTPS_PROXY: proxy.url } },
    });
    expect(result).toMatchObject({ status: "passed", metrics: { requests: 4 } });
    expect(service.carried("cookie", "/a")).toEqual(["crumb=1", "crumb=1"]);
    expect(service.carried("authorization")).toEqual(Array(4).fill("Bearer canary-token"));
    expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(service.url).host]));
  });

  test.concurrent("nothing that Artillery prints holds a token, whatever it prints", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    await using credentials = await openCredentials(tokenFor({ url }));
    const flow = [{ get: { url: "/refused" } }];
    const script = { config: { phases: [{ duration: 1, arrivalCount: 1 }] }, scenarios: [{ flow }] };
    const files = {
      "s.json": JSON.stringify(script),
      "b.json": JSON.stringify({ ...script, before: { flow } }),
    };
    const ran = await Promise.all(
      Object.keys(files).map((file) =>
        runScript(files, file, {
          artillery,
          target: url,
          options: { env: { ...credentials.env, DEBUG: "http*" } },
        }),
      ),
    );
    expect(credentials.asked.length).toBeGreaterThanOrEqual(2);
    for (const { result, output } of ran) {
      expect(result.status).toBe("failed");
      expect(output).toContain("ECONNREFUSED");
      expect(output).not.toContain("canary");
    }
  });
});

test.concurrent("an Artillery that leaves no place for them is an error, whatever was answered", async () => {
  using service = await startService();
  await using credentials = await openCredentials(tokenFor(service));
  const script = `config: { ${once} }\nscenarios: [{ flow: [{ get: { url: /ok } }] }]`;
  const hidden = 'import module from "node:module"; module.registerHooks = undefined;';
  const preload = `data:text/javascript,${encodeURIComponent(hidden)}`;
  const { result } = await runScript({ "s.yml": script }, "s.yml", {
    target: service.url,
    options: { env: { ...credentials.env, NODE_OPTIONS: `--import=${preload}` } },
  });
  expect(service.carried("authorization")).toEqual([undefined]);
  expect(result).toMatchObject({
    status: "error",
    exitCode: 0,
    reasons: [{ code: "TESTCAR_ARTILLERY_NO_CREDENTIALS" }],
  });
});

test.concurrent("the README's line gives any process the headers for its request", async () => {
  const [, line = ""] =
    /```sh\n(curl --unix-socket.*?)```/s.exec(
      readFileSync(join(import.meta.dirname, "../../README.md"), "utf8"),
    ) ?? [];
  await using credentials = await openCredentials(tokenFor({ url: "http://127.0.0.1:8080" }));
  const env = { PATH: process.env["PATH"], ...credentials.env };
  const { stdout } = await promisify(execFile)("sh", ["-c", line], { env });
  expect(stdout).toBe("authorization: Bearer canary-token\n");
  expect(credentials.asked).toEqual(["http://127.0.0.1:8080/orders"]);
});
