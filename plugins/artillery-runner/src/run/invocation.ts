import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ArtilleryOptions } from "../options.ts";
import type { Artillery } from "./artillery.ts";
import { fitHeap, fitWorkers, type Limits } from "./fit.ts";

/** The package, by its name: a bundle of this file lies elsewhere in it than the file does. */
const manifest = import.meta.resolve("@testcar/plugin-artillery-runner/package.json");

/** Files that run within Artillery. They are shipped as they are. */
const inside = fileURLToPath(new URL("inside", manifest));

/** What to run, and where its results go. Absolute paths. */
export interface Job {
  readonly script: string;
  /** Shared configuration. */
  readonly configFile?: string | undefined;
  /** The tests directory, or its copy. */
  readonly directory: string;
  readonly target?: string | undefined;
  readonly environment?: string | undefined;
  readonly limits: Limits;
  readonly eventsFile: string;
  readonly outputFile: string;
  readonly compileCache?: string | undefined;
}

/** A process to start. */
export interface Invocation {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

type Environment = Readonly<Record<string, string>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The user's variables with their secrets in clear: for the process, and for nobody else. */
const reveal = (env: ArtilleryOptions["env"] = {}): Environment =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, typeof value === "string" ? value : value.reveal()]),
  );

/** Plugins that the user adds through the environment. Artillery passes over what is no JSON; so does this. */
function parsePlugins(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const plugins: unknown = JSON.parse(json ?? "{}");
    return isRecord(plugins) ? plugins : {};
  } catch {
    return {};
  }
}

/**
 * Adds our plugin, as the last one: by then Artillery has loaded the others, or failed to. Its `scope` is where its
 * directory lies, so that neither a package of that name nor the script's `pluginsScope` can come in its place.
 */
function addPlugin(json: string | undefined): string {
  const others = Object.entries(parsePlugins(json)).filter(([name]) => name !== "testcar");
  return JSON.stringify({
    ...Object.fromEntries(others),
    testcar: { scope: join(inside, "artillery-plugin-") },
  });
}

const flag = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`--${name}`, value];

const json = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);

/**
 * How Artillery is started for one test: its own command, with a preload that fits it to its container and a plugin that
 * tells what happens. Options of Node stand on the command line rather than in NODE_OPTIONS, which stays the user's own
 * and would reach whatever the test starts.
 */
export function createInvocation(artillery: Artillery, job: Job, options: ArtilleryOptions): Invocation {
  const workers = fitWorkers(job.limits, options.workers);
  const heap = options.memoryMiB ?? fitHeap(job.limits, workers);
  const env = reveal(options.env);
  return {
    file: process.execPath,
    args: [
      "--import",
      pathToFileURL(join(inside, "preload.mjs")).href,
      ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]),
      artillery.bin,
      "run",
      // Absolute, so that no name can be taken for a flag.
      job.script,
      ...flag("output", job.outputFile),
      ...flag("config", job.configFile),
      ...flag("environment", job.environment),
      ...flag("target", job.target),
      ...flag("variables", json(options.variables)),
      ...flag("overrides", json(options.overrides)),
      ...(options.insecure === true ? ["--insecure"] : []),
    ],
    env: {
      ...(job.compileCache === undefined ? {} : { NODE_COMPILE_CACHE: job.compileCache }),
      ...env,
      ARTILLERY_DISABLE_TELEMETRY: "1",
      ARTILLERY_PLUGINS: addPlugin(env["ARTILLERY_PLUGINS"]),
      TESTCAR_ARTILLERY: artillery.directory,
      TESTCAR_EVENTS_FILE: job.eventsFile,
      // One more than the workers: Artillery keeps it for its main thread.
      TESTCAR_PROCESSORS: String(workers + 1),
    },
    cwd: job.directory,
  };
}
