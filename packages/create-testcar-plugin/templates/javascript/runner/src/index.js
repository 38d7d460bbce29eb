import { definePlugin } from "@testcar/core";
import { parseCommands } from "./commands.js";
import { errors } from "./errors.js";
import { options } from "./options.js";

const NAME = "__name__";
const RUNNER = "__word__";

/** Runs files of commands: a test passes when all of its commands end with 0. */
export default definePlugin({
  name: NAME,
  apiVersion: 1,
  options,
  errors,
  apply({ hooks }, { extension, env }) {
    hooks.discover.tap(NAME, (suite, { files }) => {
      const own = files.filter((file) => file.extension === extension);
      const tests = own.map((file) => ({ id: file.path, name: file.path, runner: RUNNER, file }));
      return { ...suite, tests: [...suite.tests, ...tests] };
    });

    hooks.execute.for(RUNNER).tapPromise(NAME, async ({ id, file }, { exec, target, testsDirectory }) => {
      const commands = parseCommands(await file.text());
      if (commands.length === 0) throw errors.EMPTY({ test: id });
      for (const { line, program, args } of commands) {
        const { exitCode, signal } = await exec(program, args, {
          cwd: testsDirectory,
          env: { TARGET: target, ...env },
        });
        if (exitCode === 0) continue;
        const ending = signal ?? `exit code ${exitCode}`;
        const reason = errors.FAILED({ command: line, ending }).toReason();
        return { status: "failed", exitCode, reasons: [reason] };
      }
      return { status: "passed", exitCode: 0, reasons: [] };
    });
  },
});
