import type { Config } from "./config/config.ts";
import { loadConfig } from "./config/load.ts";
import { type CredentialStore, createCredentials } from "./credentials/store.ts";
import { createTurns, type Declared, type Turns } from "./credentials/turns.ts";
import { isTestcarError, type TestcarError } from "./errors/error.ts";
import { createHooks, type Hooks } from "./hooks.ts";
import { createLogger, type RootLogger } from "./log/logger.ts";
import { createRedactor, type Redactor } from "./log/redact.ts";
import { MIN_SECRET_LENGTH } from "./log/secret-forms.ts";
import type { PluginApi } from "./plugins/define.ts";
import { attribute, type Guard, guardHooks } from "./plugins/guard.ts";
import { type BuiltInPlugin, loadPlugins } from "./plugins/load.ts";
import { type ConfiguredPlugin, configurePlugins } from "./plugins/options.ts";
import { orderPlugins } from "./plugins/order.ts";
import type { Clock } from "./process/clock.ts";
import { systemClock } from "./process/clock.ts";
import type { Exec } from "./process/exec.ts";
import { createExec } from "./process/start.ts";

/** Milliseconds that the modules of plugins may take to load, unless the whole run has less. */
const LOAD_MS = 30_000;

/** Everything that a run takes from outside. */
export interface RunRequest {
  /** The working directory. */
  readonly directory: string;
  /** Value of `--config`. */
  readonly configFile?: string | undefined;
  /** What the command line sets, by the configuration's own names. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is wrong with the command line: the run cannot start, and says so the way it says everything. */
  readonly problems?: readonly TestcarError[];
  /** Version of the agent. */
  readonly version: string;
  /** Where the command line is installed: the last place where plugins are looked for. */
  readonly installDirectory: string;
  /** Plugins that are applied when the configuration does not name them. */
  readonly builtIn: readonly BuiltInPlugin[];
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly terminal: { readonly stdout: boolean; readonly stderr: boolean };
  /** Aborted, with a `StopReason`, when the run has to stop. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Gets the run's logger, for what happens in the process and belongs to no part of the run. */
  readonly onLogger?: (logger: RootLogger) => void;
}

/** A run that is ready to start, or that has problems and can only be reported. */
export interface Prepared {
  readonly config: Config;
  readonly plugins: readonly ConfiguredPlugin[];
  readonly hooks: Hooks;
  readonly guard: Guard;
  readonly exec: Exec;
  readonly clock: Clock;
  readonly logger: RootLogger;
  readonly redactor: Redactor;
  readonly credentials: CredentialStore;
  readonly turns: Turns;
  /** The plugins by what they have declared of credentials. */
  readonly declared: readonly Declared[];
  readonly format: "json" | "text";
  /** What is wrong with the configuration and the plugins: all of it. */
  readonly problems: readonly TestcarError[];
  readonly warnings: readonly string[];
  /** Problems of the stages whose taps all run; grows while the run goes on. */
  readonly collected: { readonly preflight: TestcarError[]; readonly report: TestcarError[] };
}

const tooShortToMask = (source: string): string =>
  `${source} holds fewer than ${MIN_SECRET_LENGTH} characters: it is not masked, which would make the output unreadable`;

/** Config → load plugins → validate options → order → apply. Collects every problem; throws none of a user's making. */
export async function prepare(request: RunRequest): Promise<Prepared> {
  const { directory, env, builtIn, stdout, stderr, terminal } = request;
  const clock = request.clock ?? systemClock;
  const redactor = createRedactor();
  const unmasked = new Set<string>();
  const {
    config,
    problems: configProblems,
    warnings: configWarnings,
  } = await loadConfig({
    directory,
    file: request.configFile,
    env,
    flags: request.flags,
    onSecret: (secret) => {
      if (!redactor.register(secret)) unmasked.add(tooShortToMask(secret.source));
    },
  });
  const warnings = [...configWarnings, ...unmasked];
  const logger = createLogger({
    level: config.logLevel,
    stream: stderr,
    isTerminal: terminal.stderr,
    now: clock.now,
    mask: redactor.mask,
  });
  request.onLogger?.(logger);
  for (const warning of warnings) logger.warn(warning);

  const { loaded, problems: loadProblems } = await loadPlugins(
    config.plugins,
    [config.baseDirectory, directory, request.installDirectory],
    builtIn,
    Math.min(config.timeout, LOAD_MS),
  );
  const { configured, problems: optionProblems } = await configurePlugins(loaded);
  const { ordered, problems: orderProblems } = orderPlugins(configured);

  const hooks = createHooks();
  const credentials = createCredentials({
    clock,
    logger,
    target: config.target,
    register: (secret) => {
      const warning = tooShortToMask(secret.source);
      if (redactor.register(secret) || unmasked.has(warning)) return;
      unmasked.add(warning);
      logger.warn(warning);
    },
  });
  const turns = createTurns(credentials);
  const collected = { preflight: [] as TestcarError[], report: [] as TestcarError[] };
  const guard = guardHooks(hooks, {
    clock,
    logger,
    turns,
    graceMs: config.grace,
    onProblem: (stage, error) => {
      collected[stage].push(error);
      // It may be the reporter that would have told it.
      if (stage === "report") logger.error(error.message, { plugin: error.plugin });
    },
  });
  const format = config.format !== "auto" ? config.format : terminal.stdout ? "text" : "json";
  const exec = createExec(env, clock, { graceMs: config.grace });
  const problems = [
    ...(request.problems ?? []),
    ...configProblems,
    ...loadProblems,
    ...optionProblems,
    ...orderProblems,
  ];
  const api = {
    hooks,
    exec,
    credentials: credentials.forPlugins,
    clock,
    baseDirectory: config.baseDirectory,
    stdout,
    agent: { version: request.version, node: process.version },
    format,
  } satisfies Omit<PluginApi, "logger">;
  // A run that cannot start is still reported: by what is in order, and at least by what is built in.
  const declared: Declared[] = [];
  for (const { plugin, options, needs, provides } of ordered) {
    const own = { plugin: plugin.name, needs, provides };
    declared.push(own);
    const apply = (): unknown =>
      plugin.apply({ ...api, logger: logger.child({ plugin: plugin.name }) }, options);
    try {
      guard.applying(plugin.name, apply, own);
    } catch (error) {
      problems.push(isTestcarError(error) ? error : attribute(error, plugin.name, "apply"));
    }
  }
  return {
    config,
    plugins: ordered,
    hooks,
    guard,
    exec,
    clock,
    logger,
    redactor,
    credentials,
    turns,
    declared,
    format,
    problems,
    warnings,
    collected,
  };
}
