import { describe, it, test } from "node:test";
import { Secret } from "@testcar/core";
import { createHarness, describePlugin } from "@testcar/plugin-testkit";
import plugin from "../src/index.js";

const target = "http://127.0.0.1:8080";
const key = new Secret("key-of-the-sea-4711", "API_KEY");

describePlugin(
  plugin,
  {
    packageName: "__package__",
    validOptions: { key, header: "x-key" },
    invalidOptions: [
      { options: { key: "written plainly" }, path: "key" },
      { options: { key, header: "X Key" }, path: "header" },
      { options: { key, origins: ["api"] }, path: "origins[0]" },
    ],
    taps: ["preflight"],
    provides: ["__word__"],
    works: { target, verdict: "passed" },
    fails: { target, options: { key: new Secret("key-of\nthe-sea", "API_KEY") } },
  },
  { describe, it },
);

test("requests to the target carry the key, and those to others do not", async (t) => {
  const harness = createHarness({ plugins: [[plugin, { key }]], target });
  t.after(() => harness.dispose());
  t.assert.deepEqual(await harness.preflight(), []);
  const ours = await harness.requests.authorize({ url: `${target}/orders`, method: "GET" });
  t.assert.deepEqual(ours.headers, { "x-api-key": "key-of-the-sea-4711" });
  const theirs = await harness.requests.authorize({ url: "http://127.0.0.1:9/orders", method: "GET" });
  t.assert.deepEqual(theirs.headers, {});
});

test("a key with a line end in it is an error before any test", async (t) => {
  const broken = new Secret("key-of\nthe-sea", "API_KEY");
  const harness = createHarness({ plugins: [[plugin, { key: broken }]], target });
  t.after(() => harness.dispose());
  const { verdict, reasons } = await harness.run();
  t.assert.equal(verdict, "error");
  t.assert.equal(reasons[0]?.code, "TESTCAR___AREA___NOT_FOR_A_HEADER");
});
