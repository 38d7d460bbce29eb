import type { Reason } from "@testcar/report";
import { runErrors } from "./errors/catalogue/run.ts";
import { isTestcarError, type TestcarError } from "./errors/error.ts";
import { reasonOf } from "./errors/reason.ts";
import type { TestReport } from "./model.ts";
import { readLimits } from "./process/limits.ts";
import { type Discovered, discover } from "./stages/discover.ts";
import { execute } from "./stages/execute.ts";
import { preflight } from "./stages/preflight.ts";
import type { StartedRun } from "./start-run.ts";

/** The stages in front of `report`, each with what it needs of the run. */
export interface Stages {
  readonly discover: () => Promise<Discovered>;
  /** Gives what is wrong. */
  readonly preflight: (
    suite: Discovered,
    warn: (warning: Reason) => void,
  ) => Promise<readonly TestcarError[]>;
  readonly execute: (suite: Discovered) => Promise<readonly TestReport[]>;
}

/** The error as a problem of the run. */
export const asProblem = (error: unknown): TestcarError =>
  isTestcarError(error) ? error : runErrors.INTERNAL({ reason: reasonOf(error) }, error);

/** Gives each stage what it needs of a run. */
export function bindStages({ prepared, deadline, directory, stopwatch }: StartedRun): Stages {
  const { config, hooks, exec, clock, logger, redactor, guard, credentials, turns } = prepared;
  const { signal } = deadline;
  const shared = { hooks, config, signal, credentials };

  return {
    discover: async () => {
      const found = await stopwatch.lap("discover", () =>
        discover({ hooks, config, signal, runners: guard.runners() }),
      );
      const suite = { ...found, ignored: redactor.maskData(found.ignored) };
      hooks.progress.call({ type: "tests.discovered", tests: suite.tests, ignored: suite.ignored });
      return suite;
    },
    preflight: async (suite, warn) => {
      const ready = { ...shared, suite, warn, turns, plugins: prepared.declared, directory: directory.path };
      const broken = await stopwatch.lap("preflight", () => preflight(ready));
      return [...prepared.collected.preflight, ...broken.map(asProblem)];
    },
    execute: async (suite) => {
      const running = { ...shared, suite, exec, clock, logger, limits: readLimits(), redactor };
      const path = await directory.path();
      return stopwatch.lap("execute", () => execute({ ...running, directory: path }));
    },
  };
}
