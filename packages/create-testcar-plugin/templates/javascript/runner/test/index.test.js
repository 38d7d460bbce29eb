import { describe, it, test } from "node:test";
import { createHarness, describePlugin } from "@testcar/plugin-testkit";
import plugin from "../src/index.js";

describePlugin(
  plugin,
  {
    packageName: "__package__",
    validOptions: { extension: ".check", env: { LANGUAGE: "en" } },
    invalidOptions: [
      { options: { extension: "check" }, path: "extension" },
      { options: { env: { LANGUAGE: 7 } }, path: "env.LANGUAGE" },
    ],
    taps: ["discover", "execute:__word__"],
    works: { tests: { "a.check": "# It is true.\ntrue\n" }, verdict: "passed" },
    waits: { tests: { "a.check": "sleep 60\n" } },
    fails: { tests: { "a.check": "# Nothing yet.\n" } },
  },
  { describe, it },
);

test("a test fails with its first command that fails", async (t) => {
  const harness = createHarness({
    plugins: [plugin],
    tests: { "a.check": "true\nls --no-such-option\nsleep 60\n" },
  });
  t.after(() => harness.dispose());
  const { status, reasons } = await harness.execute("a.check");
  t.assert.equal(status, "failed");
  t.assert.equal(reasons[0]?.code, "TESTCAR___AREA___FAILED");
  t.assert.match(reasons[0]?.message ?? "", /^ls --no-such-option ended with exit code/);
});

test("commands know the target, and the variables of the options", async (t) => {
  const harness = createHarness({
    plugins: [[plugin, { env: { LANGUAGE: "en" } }]],
    tests: { "a.check": "printenv TARGET LANGUAGE\n" },
    target: "http://127.0.0.1:8080",
  });
  t.after(() => harness.dispose());
  await harness.execute("a.check");
  const printed = harness.events.flatMap((event) => (event.type === "test.output" ? event.line.text : []));
  t.assert.deepEqual(printed, ["http://127.0.0.1:8080", "en"]);
});

test("other files are left to others", async (t) => {
  const harness = createHarness({ plugins: [plugin], tests: { "a.check": "true\n", "b.txt": "true\n" } });
  t.after(() => harness.dispose());
  const { tests } = await harness.discover();
  t.assert.deepEqual(
    tests.map(({ id }) => id),
    ["a.check"],
  );
});
