import type { Plugin, RunRequest } from "@testcar/core";
import type { Behaviour } from "./behaviour.ts";
import { behaviourRunner, passes } from "./behaviour.ts";
import type { HarnessOptions, HarnessPlugin } from "./options.ts";

/** A plugin with the options that its entry has. */
interface Entry {
  readonly plugin: Plugin;
  readonly options: object | undefined;
}

const asEntry = (given: HarnessPlugin): Entry => {
  if ("apply" in given) return { plugin: given, options: undefined };
  const [plugin, options] = given;
  return { plugin, options };
};

const defaultTests: Readonly<Record<string, Behaviour>> = { passes: passes() };

/** The files that a harness needs, and what the tests among them do. */
export function splitTests(tests: NonNullable<HarnessOptions["tests"]> = defaultTests) {
  const behaviours = new Map<string, Behaviour>();
  const files: Record<string, string> = {};
  for (const [name, test] of Object.entries(tests)) {
    if (typeof test === "function") behaviours.set(name, test);
    files[`tests/${name}`] = typeof test === "string" ? test : "";
  }
  return { behaviours, files };
}

const ownEnvironment = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TESTCAR_")));

/** Asks core for a run of these plugins. */
export function requestOf(
  { plugins = [], target, config, env, format = "json" }: HarnessOptions,
  behaviours: ReadonlyMap<string, Behaviour>,
  outside: Pick<RunRequest, "directory" | "stdout" | "stderr" | "signal" | "clock">,
): RunRequest {
  const entries = plugins.map(asEntry);
  const own = behaviours.size === 0 ? [] : [behaviourRunner(behaviours)];
  const named = new Map(entries.map(({ plugin }) => [plugin.name, plugin]));
  const two = entries.find(({ plugin }) => named.get(plugin.name) !== plugin);
  if (two !== undefined)
    throw new Error(`two different plugins are named ${two.plugin.name}: give one of them another name`);
  return {
    ...outside,
    flags: {
      tests: "tests",
      logLevel: "debug",
      format,
      ...(target === undefined ? {} : { target }),
      ...(entries.length === 0
        ? {}
        : {
            plugins: entries.map(({ plugin: { name }, options }) =>
              options === undefined ? name : [name, options],
            ),
          }),
      ...config,
    },
    env: { ...ownEnvironment(), ...env },
    version: "0.0.0-testkit",
    installDirectory: outside.directory,
    builtIn: [...named.values(), ...own].map((plugin) => ({ plugin, version: "0.0.0-testkit" })),
    terminal: { stdout: false, stderr: false },
  };
}
