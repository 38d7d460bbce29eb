import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { createProject, testcar } from "./testcar.ts";

const example = fileURLToPath(new URL("../examples/custom-runner", import.meta.url));

/** Durations differ from run to run, and the columns with them. */
const withoutTimes = (text: string): string => text.replaceAll(/ *\d+(\.\d+)? (ms|s)\b/g, " TIME");

describe("examples/custom-runner", () => {
  test("its plugin of about thirty lines runs its own kind of file", async () => {
    const { code, reading } = await testcar(["run"], { cwd: example });
    expect(code).toBe(0);
    expect(reading.tests).toMatchObject([
      { test: "clock.case", runner: "case", status: "passed" },
      { test: "tools.case", runner: "case", status: "passed" },
    ]);
    expect(readFileSync(`${example}/my-runner.ts`, "utf8").split("\n").length).toBeLessThan(35);
  });

  test("prints what its README says", async () => {
    const { stdout } = await testcar(["run", "--format", "text"], { cwd: example });
    const readme = readFileSync(`${example}/README.md`, "utf8");
    const [, shown] = /\n```\n(testcar .*?)```\n/s.exec(readme) ?? [];
    expect(withoutTimes(stdout)).toBe(withoutTimes(shown ?? ""));
  });

  test("fails with the failure that its README suggests", async () => {
    using project = createProject({ "tests/clock.case": "date --no-such-option\n" });
    const { code, reading } = await testcar(
      ["run", "--config", `${example}/testcar.config.yaml`, "--tests", project.path("tests")],
      { cwd: project.directory },
    );
    expect(code).toBe(1);
    expect(reading.tests[0]).toMatchObject({
      status: "failed",
      exitCode: 1,
      reasons: [
        { code: "MY_RUNNER_COMMAND_FAILED", message: "date --no-such-option ended with exit code 1" },
      ],
    });
  });
});
