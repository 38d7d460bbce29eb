import { createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, jest, test } from "@jest/globals";
import { createHarness, describePlugin } from "@testcar/plugin-testkit";
import { readLog } from "@testcar/report";
import { execa } from "execa";
import signature from "../examples/custom-auth/plugin/index.js";

jest.setTimeout(60_000);

const root = fileURLToPath(new URL("../", import.meta.url));
const key = readFileSync(`${root}examples/custom-auth/keys/testcar.key`, "utf8").trim();

/** Runs the example as its reader does. */
const runExample = (...args: readonly string[]) =>
  execa(process.execPath, ["scripts/example.js", "custom-auth", ...args], { cwd: root, reject: false });

/** Durations and ports differ from run to run. */
const withoutNumbers = (text: string): string =>
  text.replaceAll(/ *\d+(\.\d+)? (ms|s)\b/g, " TIME").replaceAll(/:\d{4,5}\b/g, ":PORT");

describe("examples/custom-auth", () => {
  test("passes with its signatures, and nobody sees the key", async () => {
    const { exitCode, stdout, stderr } = await runExample("--log-level", "debug");
    const { verdict, tests } = readLog(stdout);
    expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(tests[0]).toMatchObject({ status: "passed", metrics: { codes: { 200: 3, 201: 3 } } });
    expect(stdout + stderr).not.toContain(key);
  });

  test("fails with a key that the service does not know, as its README shows", async () => {
    const { exitCode, stdout } = await runExample("--format", "text", "--config", "wrong-key.yaml");
    expect(exitCode).toBe(1);
    const readme = readFileSync(`${root}examples/custom-auth/README.md`, "utf8");
    const [, shown = "nothing"] = /--config wrong-key\.yaml\n(.*?)```/s.exec(readme) ?? [];
    expect(withoutNumbers(stdout)).toContain(withoutNumbers(shown));
  });
});

describe("its plugin", () => {
  const target = "http://127.0.0.1:8080";
  const order = { url: `${target}/orders?state=open`, method: "GET" };
  const harnessWith = (files: Readonly<Record<string, string>>) =>
    createHarness({ plugins: [[signature, { client: "testcar", keyFile: "acme.key" }]], files, target });

  test("signs method, path with query, and date, each request anew", async () => {
    await using harness = harnessWith({ "acme.key": "made-up-key-4711\n" });
    expect(await harness.preflight()).toEqual([]);
    const first = await harness.requests.authorize(order);
    const date = harness.clock.now().toISOString();
    expect(first.headers["x-acme-signature"]).toMatch(
      new RegExp(`^client=testcar date=${date} signature=[\\w-]{43}$`),
    );
    expect(first.reusableUntil).toBeUndefined();
    expect((await harness.requests.authorize(order)).headers).toEqual(first.headers);
    const others = [
      { ...order, method: "POST" },
      { ...order, url: `${target}/orders?state=closed` },
    ];
    for (const other of others)
      expect((await harness.requests.authorize(other)).headers).not.toEqual(first.headers);
    harness.clock.advance(1000);
    expect((await harness.requests.authorize(order)).headers).not.toEqual(first.headers);
    const elsewhere = await harness.requests.authorize({ ...order, url: "http://127.0.0.1:9/orders" });
    expect(elsewhere.headers).toEqual({});
  });

  test("finds a key that was replaced", async () => {
    await using harness = harnessWith({ "acme.key": "made-up-key-4711\n" });
    await harness.preflight();
    const stale = await harness.requests.authorize(order);
    writeFileSync(harness.path("acme.key"), "made-up-key-4712\n");
    harness.clock.advance(5 * 60_000);
    const date = harness.clock.now().toISOString();
    const hmac = createHmac("sha256", "made-up-key-4712").update(`GET\n/orders?state=open\n${date}`);
    const fresh = await harness.requests.authorize(order);
    expect(stale.headers).not.toEqual(fresh.headers);
    expect(fresh.headers).toEqual({
      "x-acme-signature": `client=testcar date=${date} signature=${hmac.digest("base64url")}`,
    });
  });

  test("says which file has no key", async () => {
    await using harness = harnessWith({ "acme.key": "\n" });
    const [problem] = await harness.preflight();
    expect(problem).toMatchObject({ code: "TESTCAR_ACME_SIGNATURE_NO_KEY", exitCode: 4 });
    expect(problem?.message).toContain(`${harness.path("acme.key")}: it is empty`);
  });
});

describePlugin(
  signature,
  {
    packageName: "@acme/testcar-plugin-signature",
    validOptions: { client: "testcar", keyFile: "acme.key" },
    invalidOptions: [
      { options: { client: "test car", keyFile: "acme.key" }, path: "client" },
      { options: { client: "testcar" }, path: "keyFile" },
    ],
    taps: ["preflight"],
    provides: ["@acme/signature"],
    secrets: ["made-up-key-4711"],
    works: { target: "http://127.0.0.1:8080", files: { "acme.key": "made-up-key-4711" }, verdict: "passed" },
    fails: { target: "http://127.0.0.1:8080" },
  },
  { describe, it: test },
);
