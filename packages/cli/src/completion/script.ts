import { RootCommand } from "@bomb.sh/tab";
import { bashScript } from "./bash.ts";
import type { Shell } from "./shells.ts";

/** Prints what makes a shell complete `testcar`. */
export function printScript(shell: Shell): void {
  // The library's needs the package bash-completion, runs what stands between $( and ) on the command line, and cannot be
  // sourced twice.
  if (shell === "bash") process.stdout.write(bashScript);
  else new RootCommand().setup("testcar", "testcar", shell);
}
