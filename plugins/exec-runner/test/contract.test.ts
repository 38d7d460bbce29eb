import { describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import execRunner from "../src/index.ts";

const command = { name: "shell", files: "*.sh", command: ["sh", "{file}"] };

describePlugin(execRunner, {
  packageName: "@testcar/plugin-exec-runner",
  validOptions: { commands: [command] },
  invalidOptions: [
    { options: { commands: [{ ...command, command: "sh {file}" }] }, path: "commands[0].command" },
    { options: { commands: [{ ...command, fils: "*.sh" }] }, path: "commands[0].fils" },
  ],
  taps: ["discover", "preflight", "execute:shell"],
  works: { tests: { "a.sh": "echo hello\n" }, verdict: "passed" },
  waits: { tests: { "a.sh": "sleep 60\n" } },
  fails: {
    tests: { "a.sh": "" },
    options: { commands: [{ ...command, command: ["no-such-shell", "{file}"] }] },
  },
});
