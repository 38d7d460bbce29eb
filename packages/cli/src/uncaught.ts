import { writeSync } from "node:fs";
import {
  exitCodes,
  pluginErrors,
  pluginIn,
  type RootLogger,
  reasonOf,
  renderProblems,
  runErrors,
  type TestcarError,
} from "@testcar/core";

/** Ends the process. `process.exit` itself is taken away from plugins. */
export const exit: (code?: number) => never = process.exit.bind(process);

/** What happens in the process while a command works, and belongs to none of its parts. */
export interface Watch {
  /** Gets the diagnostics from now on; what came before is not lost. */
  readonly logTo: (logger: RootLogger) => void;
  /** Is told of the first error that nobody caught. Without it, such an error ends the process. */
  readonly onCrash: (stop: (reason: string, plugin?: string) => void) => void;
  /** The command has come to its end: whatever happens from now on changes its exit code no more. */
  readonly end: () => void;
  /** Waits until the diagnostics so far are with their stream. */
  readonly flush: () => Promise<void>;
}

// Of no use to those who only run tests: how a plugin's file is written, and what Node may change some day.
const isForDevelopers = ({ name, code }: Error & { readonly code?: unknown }): boolean =>
  name === "ExperimentalWarning" || code === "MODULE_TYPELESS_PACKAGE_JSON";

// The process is about to end: there is no time for a stream, and nobody to tell when stderr is closed.
function tellNow(problem: TestcarError): void {
  try {
    writeSync(process.stderr.fd, renderProblems([problem.toReason()]));
  } catch {
    // The exit code says it.
  }
}

function endNow(reason: string, plugin?: string): void {
  tellNow(pluginErrors.CRASHED({ reason, plugin }));
  exit(exitCodes.plugin);
}

/**
 * Watches over the process: errors that nobody catches, Node's own warnings, and whoever tries to end it. Otherwise each
 * would print to stderr what is no diagnostics, or exit with a code that means something else, even 0.
 */
export function watchProcess(): Watch {
  const waiting: ((logger: RootLogger) => void)[] = [];
  let logger: RootLogger | undefined;
  let crash: ((reason: string, plugin?: string) => void) | undefined;
  let isOver = false;
  const log = (write: (to: RootLogger) => void): void =>
    void (logger === undefined ? waiting.push(write) : write(logger));

  const onUncaught = (error: unknown): void => {
    log((to) =>
      to.debug("Nobody caught an error", { stack: error instanceof Error ? error.stack : String(error) }),
    );
    const reason = reasonOf(error);
    if (isOver) log((to) => to.error(`Nobody caught an error after the end: ${reason}`));
    else (crash ?? endNow)(reason, pluginIn(error));
  };
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);

  process.exit = (code) => {
    const error = new Error(`process.exit(${code ?? ""}) was called`);
    // Whoever catches it: a run from which a plugin wanted to escape proves nothing.
    crash?.(error.message, pluginIn(error));
    throw error;
  };
  process.on("exit", () => {
    if (isOver || (process.exitCode ?? 0) !== 0) return;
    process.exitCode = exitCodes.runner;
    tellNow(runErrors.INTERNAL({ reason: "the process ended before its command did" }));
  });

  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    const level = isForDevelopers(warning) ? "debug" : "warn";
    log((to) => to[level](`${warning.name}: ${warning.message}`));
  });

  return {
    logTo: (to) => {
      logger = to;
      for (const write of waiting.splice(0)) write(to);
    },
    onCrash: (stop) => {
      crash = stop;
    },
    end: () => {
      isOver = true;
    },
    flush: async () => logger?.flush(),
  };
}
