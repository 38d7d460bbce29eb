import { fileURLToPath } from "node:url";
import type { RunRequest } from "@testcar/core";
import { createStdoutReporter } from "@testcar/plugin-stdout-reporter";
import type { Parsed } from "./options.ts";
import { openTerminal } from "./terminal.ts";
import type { Watch } from "./uncaught.ts";
import { version } from "./version.ts";

/** What every command that loads a configuration asks of the core. */
export function requestFor(parsed: Parsed, signal: AbortSignal, watch: Watch): RunRequest {
  const { flags, own, configFile, problems } = parsed;
  const { terminal, stderr } = openTerminal(process, own["color"] ?? "auto");
  return {
    directory: process.cwd(),
    configFile,
    flags,
    env: process.env,
    problems,
    version,
    installDirectory: fileURLToPath(new URL("..", import.meta.url)),
    builtIn: [{ plugin: createStdoutReporter(terminal), version }],
    stdout: process.stdout,
    stderr,
    terminal: { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
    signal,
    onLogger: watch.logTo,
  };
}
