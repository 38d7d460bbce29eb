import { type Exec, isTestcarError, reasonOf } from "@testcar/core";
import type { Condition } from "../condition.ts";
import { errors } from "../errors.ts";

/** Characters of a command's last line that a message shows. */
const MAX_SHOWN = 200;

/** Bytes of its output in which that line is looked for. */
const MAX_KEPT = 4096;

/** Milliseconds between TERM and KILL for a command that takes too long: it is asked again soon. */
const GRACE_MS = 1_000;

function lastLine(output: Buffer): string {
  const line = output.toString("utf8").trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

/** A command that ends with exit code 0. */
export function commandCondition(argv: readonly string[], exec: Exec, cwd: string): Condition {
  const [program = "", ...args] = argv;
  const command = argv.join(" ");
  return {
    what: `the command ${command}`,
    lookMs: 10_000,
    look: async (signal) => {
      let output = Buffer.alloc(0);
      const onOutput = (chunk: Uint8Array): void => {
        output = Buffer.concat([output, chunk]).subarray(-MAX_KEPT);
      };
      try {
        const result = await exec(program, args, { cwd, signal, graceMs: GRACE_MS, onOutput });
        if (result.exitCode === 0) return undefined;
        // How it ended was our doing.
        if (result.aborted) throw signal.reason;
        const said = lastLine(output);
        const end = result.signal === undefined ? `exit code ${result.exitCode}` : result.signal;
        return `it ended with ${end}${said === "" ? "" : `: ${said}`}`;
      } catch (error) {
        if (!isTestcarError(error)) throw error;
        throw errors.COMMAND({ command, reason: reasonOf(error.cause ?? error) }, error);
      }
    },
  };
}
