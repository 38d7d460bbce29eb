import { collect } from "../../plugin-testkit/src/harness/collect.ts";
import type { Plugin } from "../src/plugins/define.ts";
import type { BuiltInPlugin } from "../src/plugins/load.ts";
import type { RunRequest } from "../src/prepare.ts";
import { folder } from "./folders.ts";

/** A plugin that a test brings along. */
export const builtIn = (plugin: Plugin): BuiltInPlugin => ({ plugin, version: "1.2.3" });

/** A run with nothing from outside but what is given; what it prints is kept. */
export function requestOf(request: Partial<RunRequest> = {}) {
  const stdout = collect();
  const stderr = collect();
  const whole: RunRequest = {
    directory: folder({ "package.json": "{}" }),
    flags: {},
    env: { PATH: process.env["PATH"] },
    version: "9.9.9",
    installDirectory: import.meta.dirname,
    builtIn: [],
    stdout: stdout.stream,
    stderr: stderr.stream,
    terminal: { stdout: false, stderr: false },
    signal: new AbortController().signal,
    ...request,
  };
  return { request: whole, stdout: stdout.text, stderr: stderr.text };
}
