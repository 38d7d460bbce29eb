import { accepts } from "./accepts.ts";
import type { Finding, FoundRecord, FoundReplay } from "./find-record.ts";
import { logProblem } from "./problems.ts";
import { EXIT_UNCLEAR, type Reading } from "./reading.ts";
import { PROTOCOL_VERSION, type Reason } from "./records.ts";
import { RunLog } from "./run-log.ts";
import { recordSchemas } from "./schema.ts";

/** Identifiers of earlier runs that are remembered, to notice one that comes back. */
const MAX_FORMER_RUNS = 100;

/** Follows a log from run to run; only the last run counts, so only its records are kept. */
export class Ledger {
  #current: RunLog | undefined;
  readonly #former = new Set<string>();
  /** Protocol version of a newer Testcar whose lines come after the last run that can be read. */
  #newer: number | undefined;
  #damaged = 0;
  #damagedAfterEnd = false;
  #blank = true;

  /** Takes what the next line of the log turned out to be. */
  add(finding: Finding): void {
    if (finding.kind !== "blank") this.#blank = false;
    if (finding.kind === "damaged") this.#addDamage();
    if (finding.kind === "newer") {
      this.#leave();
      this.#newer = finding.protocol;
    }
    if (finding.kind === "replay") this.#addReplay(finding.replay);
    if (finding.kind === "record") {
      const run = this.#runOf(finding.record);
      if (!run.add(finding.record)) this.#addDamage();
      else if (run.ended) this.#damagedAfterEnd = false;
    }
  }

  /** What the log says, now that it has ended. */
  reading(): Reading {
    const run = this.#current;
    const problem = this.#problem();
    const protocol = this.#newer ?? (run && PROTOCOL_VERSION);
    const rest = {
      ...(run && { run: run.run }),
      ...(run?.started && { started: run.started }),
      ...(run?.replayed && { replayed: run.replayed }),
      tests: run?.tests() ?? [],
      completeness: run?.completeness() ?? "gaps",
      ...(protocol !== undefined && { protocol }),
    } as const;
    const notes = this.#damaged > 0 && problem?.code !== "TESTCAR_LOG_TORN" ? [this.#damageNote()] : [];
    if (!problem && run?.finished) {
      const { verdict, exitCode } = run.finished;
      return { verdict, exitCode, finished: run.finished, ...rest, problems: notes };
    }
    const problems = problem ? [problem, ...notes] : notes;
    return { verdict: "unclear", exitCode: EXIT_UNCLEAR, ...rest, problems };
  }

  /** A note that names another run is the beginning of that one's replay: what is stored need not be all of it. */
  #addReplay({ run, value }: FoundReplay): void {
    if (this.#current?.run !== run) this.#start(new RunLog(run, undefined, this.#comesBack(run)));
    if (accepts(recordSchemas["run.replayed"], value) && this.#current) this.#current.replayed = value;
  }

  #addDamage(): void {
    this.#damaged += 1;
    this.#damagedAfterEnd = true;
  }

  #damageNote(): Reason {
    const records = this.#damaged === 1 ? "1 damaged record" : `${this.#damaged} damaged records`;
    return logProblem("TESTCAR_LOG_TORN", `The log holds ${records}.`);
  }

  #problem(): Reason | undefined {
    if (this.#newer !== undefined) {
      return logProblem(
        "TESTCAR_LOG_NEWER_PROTOCOL",
        `The log was written by a newer Testcar: protocol ${this.#newer}, and this reader knows ${PROTOCOL_VERSION}.`,
      );
    }
    if (!this.#current) {
      if (this.#damaged > 0) return this.#damageNote();
      return logProblem(this.#blank ? "TESTCAR_LOG_EMPTY" : "TESTCAR_LOG_NO_RECORDS");
    }
    if (this.#damaged > 0 && this.#current.isOnlyEnd()) {
      const { run } = this.#current;
      return logProblem("TESTCAR_LOG_TORN", `Only the end of run ${run} is whole, behind damaged records.`);
    }
    // A damaged record behind the verdict may be the first one of another run.
    const damage = this.#damagedAfterEnd ? "A damaged record follows the last verdict." : undefined;
    return (
      this.#current.problem() ?? (damage === undefined ? undefined : logProblem("TESTCAR_LOG_TORN", damage))
    );
  }

  #leave(): void {
    if (!this.#current) return;
    this.#former.add(this.#current.run);
    for (const oldest of this.#former) {
      if (this.#former.size <= MAX_FORMER_RUNS) break;
      this.#former.delete(oldest);
    }
    this.#current = undefined;
  }

  /** The run of a record: the current one, or the next. */
  #runOf({ run, type }: FoundRecord): RunLog {
    if (this.#current?.run === run) return this.#current;
    const behind = this.#inFront();
    const unfinished = this.#current?.ended ? undefined : behind;
    const next = new RunLog(run, behind, this.#mixture(run, type, unfinished));
    return this.#start(next);
  }

  #start(next: RunLog): RunLog {
    this.#leave();
    this.#newer = undefined;
    this.#current = next;
    return next;
  }

  /** What is in front of the next run, in words. */
  #inFront(): string | undefined {
    if (this.#current) return `run ${this.#current.run}`;
    return this.#newer === undefined ? undefined : "a newer Testcar's run";
  }

  #comesBack(run: string): Reason | undefined {
    if (!this.#former.has(run)) return undefined;
    return logProblem("TESTCAR_LOG_MIXED", `Run ${run} goes on after another run has begun.`);
  }

  /** Why a run cannot come here. */
  #mixture(run: string, type: string, unfinished: string | undefined): Reason | undefined {
    const comesBack = this.#comesBack(run);
    if (comesBack !== undefined) return comesBack;
    if (type !== "run.finished" || unfinished === undefined) return undefined;
    return logProblem(
      "TESTCAR_LOG_MIXED",
      `Run ${run} has only its end, though ${unfinished} in front has none.`,
    );
  }
}
