import { definePlugin, type Test } from "@testcar/core";

/** Runs `*.case` files: each line is a command, and the test passes when all of them do. */
export default definePlugin({
  name: "my-runner",
  apiVersion: 1,
  apply({ hooks }) {
    hooks.discover.tapPromise("my-runner", async (suite, { files }) => {
      const cases = files.filter((file) => file.extension === ".case");
      const own = cases.map((file): Test => ({ id: file.path, name: file.path, runner: "case", file }));
      return { ...suite, tests: [...suite.tests, ...own] };
    });

    hooks.execute.for("case").tapPromise("my-runner", async ({ file }, { exec, testsDirectory }) => {
      for (const line of (await file.text()).split("\n")) {
        const [program, ...args] = line.trim().split(/\s+/);
        if (program === undefined || program === "" || program.startsWith("#")) continue;
        const { exitCode, signal } = await exec(program, args, { cwd: testsDirectory });
        if (exitCode === 0) continue;
        const message = `${line.trim()} ended with ${signal ?? `exit code ${exitCode}`}`;
        return { status: "failed", exitCode, reasons: [{ code: "MY_RUNNER_COMMAND_FAILED", message }] };
      }
      return { status: "passed", exitCode: 0, reasons: [] };
    });
  },
});
