import { readFile } from "node:fs/promises";
import { describe, it, test } from "node:test";
import { createHarness, describePlugin, fails, passes } from "@testcar/plugin-testkit";
import plugin from "../src/index.js";

describePlugin(
  plugin,
  {
    packageName: "__package__",
    validOptions: { file: "summary.txt" },
    invalidOptions: [{ options: { file: "" }, path: "file" }],
    taps: ["report"],
  },
  { describe, it },
);

test("tells which tests have failed, and why", async (t) => {
  const harness = createHarness({
    plugins: [plugin],
    tests: { good: passes(), bad: fails("3 of 10\nfailed") },
  });
  t.after(() => harness.dispose());
  await harness.run();
  t.assert.equal(
    await readFile(harness.path("summary.txt"), "utf8"),
    `failed: 1 of 2 tests failed: bad: 3 of 10 failed

failed      bad: 3 of 10 failed
passed      good
`,
  );
});

test("tells a run that came to nothing as well", async (t) => {
  const harness = createHarness({ plugins: [[plugin, { file: "result.txt" }]], tests: {} });
  t.after(() => harness.dispose());
  await harness.run();
  t.assert.match(await readFile(harness.path("result.txt"), "utf8"), /^error: /);
});
