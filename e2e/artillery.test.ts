import { createServer } from "node:http";
import { expect, test } from "@jest/globals";
import { configuration, createProject, type Project } from "./testcar.ts";

const script = `config: { phases: [{ duration: 1, arrivalCount: 1 }] }
scenarios: [{ flow: [{ get: { url: / } }] }]
`;

const projectWith = (options: object = {}): Project =>
  createProject({
    "tests/smoke.yml": script,
    "testcar.config.yaml": configuration([["artillery-runner", options]]),
  });

test("a target that answers is a pass", async () => {
  using project = projectWith();
  await using server = createServer((_request, response) => response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { code, stderr, reading } = await project.testcar(["run", "--target", `http://127.0.0.1:${port}`]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(reading.tests).toMatchObject([{ test: "smoke.yml", metrics: { requests: 1 } }]);
});

test("a dead target is a failure that says what is dead, and what to do", async () => {
  using project = projectWith();
  const { code, stdout, stderr, reading } = await project.testcar(["run", "--target", "http://127.0.0.1:1"]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).not.toMatch(/^\s+at /m);
  expect(reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  expect(reading.tests[0]?.reasons[0]).toMatchObject({
    code: "TESTCAR_ARTILLERY_REQUEST_ERRORS",
    message: expect.stringContaining("ECONNREFUSED"),
    hint: expect.stringContaining("Nothing listens at http://127.0.0.1:1"),
  });
});

test("an Artillery that is too old is told, and not run", async () => {
  using project = createProject({
    "tests/smoke.yml": script,
    "testcar.config.yaml": configuration(["artillery-runner"]),
    "node_modules/artillery/package.json": '{ "version": "1.7.9", "bin": "bin/run" }\n',
  });
  const { code, stdout, stderr, reading } = await project.testcar(["run"]);
  expect(code).toBe(6);
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
  expect(reading).toMatchObject({ verdict: "error", exitCode: 6, completeness: "complete" });
  expect(reading.tests[0]?.reasons).toMatchObject([
    {
      code: "TESTCAR_ARTILLERY_VERSION",
      message: expect.stringMatching(/^Artillery 1\.7\.9 in .* is not in the range/),
      hint: expect.stringMatching(/^npm install "artillery@/),
    },
  ]);
});

test("validate and list tell of broken scripts before anything runs", async () => {
  using project = createProject({
    "tests/broken.yml": "config:\n  phases: [\nscenarios:\n  - flow\n",
    "tests/misspelt.yml": "config: { target: http://127.0.0.1:1 }\nscenario: []\n",
    "testcar.config.yaml": configuration(["artillery-runner"]),
  });
  const validated = await project.testcar(["validate"]);
  expect(validated.code).toBe(6);
  expect(validated.stderr).toContain("TESTCAR_ARTILLERY_SYNTAX: broken.yml:3:1: ");
  expect(validated.stderr).toContain('TESTCAR_ARTILLERY_MISSPELT_SCENARIOS: misspelt.yml has "scenario"');
  expect(validated.stderr).toContain("2 problems.");
  const listed = await project.testcar(["list", "--format", "text"]);
  expect(listed.stdout).toMatch(/^! broken\.yml +artillery {2}broken\.yml:3:1: /m);
});

test("validate tells that nothing runs a test", async () => {
  using project = createProject({
    "tests/a.case": "true\n",
    "half.mjs": `export default { name: "half", apiVersion: 1, apply: ({ hooks }) => {
      hooks.discover.tap("half", (suite, { files: [file] }) =>
        ({ ...suite, tests: [...suite.tests, { id: file.path, name: file.path, runner: "nobody", file }] }));
    } };`,
    "testcar.config.yaml": configuration(["./half.mjs"]),
  });
  const { code, stderr } = await project.testcar(["validate"]);
  expect(code).toBe(3);
  expect(stderr).toContain("TESTCAR_RUN_NO_RUNNER");
});

test("the place of a plugin's mistake is told for its author", async () => {
  using project = createProject({
    "tests/a.case": "true\n",
    "wrong.mjs":
      'export default { name: "wrong", apiVersion: 1, apply: (testcar) => testcar.nothing.tap("wrong") };',
    "testcar.config.yaml": configuration(["./wrong.mjs"]),
  });
  const { stderr } = await project.testcar(["run", "--log-level", "debug"]);
  expect(stderr).toContain("wrong.mjs:1:");
});
