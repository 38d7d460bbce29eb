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
