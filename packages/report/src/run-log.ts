import { accepts } from "./accepts.ts";
import type { FoundRecord } from "./find-record.ts";
import { logProblem } from "./problems.ts";
import type { Completeness } from "./reading.ts";
import {
  MAX_FINISHED_BYTES,
  MAX_RUN_BYTES,
  type Reason,
  type RunFinished,
  type RunReplayed,
  type RunStarted,
  type TestFinished,
} from "./records.ts";
import { recordSchemas } from "./schema.ts";
import { isSealed, startDigest } from "./seal.ts";

/** Why an intact `run.finished` cannot be true, in words; undefined when it can. */
function impossible({ verdict, exitCode, counts, digest, seq }: RunFinished): string | undefined {
  const notPassed = counts.failed + counts.error + counts["timed-out"] + counts.interrupted;
  if ((verdict === "passed") !== (exitCode === 0)) return `the verdict ${verdict} has exit code ${exitCode}`;
  if (counts.passed + counts.skipped + notPassed !== counts.total) return "the counts do not add up";
  if (digest.records !== seq)
    return `${seq} records come before it, but its digest is over ${digest.records}`;
  if (verdict !== "passed") return undefined;
  if (notPassed > 0) return `the verdict is passed, but ${notPassed} of ${counts.total} tests are not`;
  if (counts.passed === 0 && counts.total > 0) return "the verdict is passed, but no test ran";
  return undefined;
}

/** The records of one run, as far as a log holds them. */
export class RunLog {
  readonly run: string;
  /** True while the run's last record is the last record of the log. */
  ended = false;
  started: RunStarted | undefined;
  finished: RunFinished | undefined;
  /** The last note that says the records behind it are stored ones. */
  replayed: RunReplayed | undefined;
  #finishedBytes: Buffer | undefined;
  /** The other records by their place in the run. */
  readonly #records = new Map<number, Buffer>();
  readonly #behind: string | undefined;
  readonly #tests = new Map<number, TestFinished>();
  #bytes = 0;
  #testNotPassed: string | undefined;
  #problem: Reason | undefined;

  /**
   * @param behind - the run that is in front of it in the log, as a log is read by people
   * @param problem - why the run's verdict cannot count, when that is clear from the start
   */
  constructor(run: string, behind?: string, problem?: Reason) {
    this.run = run;
    this.#behind = behind;
    this.#problem = problem;
  }

  /** Takes a record of this run; false when it turns out to be damaged. */
  add(record: FoundRecord): boolean {
    return record.type === "run.finished" ? this.#addFinished(record) : this.#addOther(record);
  }

  /** The tests that have ended, in the order of the run. */
  tests(): readonly TestFinished[] {
    return [...this.#tests].sort(([a], [b]) => a - b).map(([, test]) => test);
  }

  /** Why the verdict cannot be told; undefined when it is that of {@link finished}. */
  problem(): Reason | undefined {
    if (this.#problem) return this.#problem;
    const { run, finished } = this;
    if (!finished) return logProblem("TESTCAR_LOG_NO_VERDICT", `Run ${run} has not finished in this log.`);
    if (!this.ended) return conflict(`Run ${run} goes on after its run.finished.`);
    if (this.#behind !== undefined && finished.seq > 0 && !this.#records.has(0)) {
      // A log loses its head, not what is between two runs.
      return logProblem(
        "TESTCAR_LOG_MIXED",
        `Run ${run} has no beginning, though ${this.#behind} is in front of it.`,
      );
    }
    const beyond = this.#places().find((seq) => seq >= finished.seq);
    if (beyond !== undefined)
      return conflict(`Record ${beyond} cannot come before run.finished, which is ${finished.seq}.`);
    if (finished.verdict === "passed" && this.#testNotPassed !== undefined) {
      return conflict(`The verdict is passed, but test ${this.#testNotPassed} is not.`);
    }
    if (this.completeness() === "complete" && this.#digest() !== finished.digest.sha256) {
      return logProblem("TESTCAR_LOG_DIGEST");
    }
    return undefined;
  }

  /** Tells that the log holds nothing of the run but its end, and does not say why either. */
  isOnlyEnd(): boolean {
    const { finished, replayed } = this;
    return finished !== undefined && finished.seq > 0 && this.#records.size === 0 && replayed === undefined;
  }

  completeness(): Completeness {
    if (!this.finished) return "gaps";
    const missing = this.finished.seq - this.#records.size;
    if (missing === 0) return "complete";
    return (this.#places()[0] ?? missing) === missing ? "tail" : "gaps";
  }

  #addFinished({ bytes, value }: FoundRecord): boolean {
    if (!isSealed(bytes)) return false;
    this.ended = true;
    if (this.#finishedBytes) {
      if (!this.#finishedBytes.equals(bytes)) {
        this.#problem ??= conflict(`Run ${this.run} has two different run.finished.`);
      }
      return true;
    }
    this.#finishedBytes = this.#keep(bytes);
    if (!accepts(recordSchemas["run.finished"], value)) {
      this.#problem ??= logProblem("TESTCAR_LOG_INVALID", "The last record has missing or wrong members.");
    } else if (bytes.length >= MAX_FINISHED_BYTES) {
      this.#problem ??= logProblem(
        "TESTCAR_LOG_INVALID",
        `The last record has more than ${MAX_FINISHED_BYTES} bytes.`,
      );
    } else {
      const why = impossible(value);
      if (why !== undefined)
        this.#problem ??= logProblem("TESTCAR_LOG_INVALID", `The last record is not possible: ${why}.`);
      this.finished = value;
    }
    return true;
  }

  #addOther({ seq, type, value, bytes }: FoundRecord): boolean {
    this.ended = false;
    const known = this.#records.get(seq);
    if (known) {
      if (!known.equals(bytes))
        this.#problem ??= conflict(`Record ${seq} of run ${this.run} is there twice, and differs.`);
      return true;
    }
    const kept = this.#keep(bytes);
    if (!kept) return true;
    this.#records.set(seq, kept);
    if (type === "run.started" && accepts(recordSchemas["run.started"], value)) this.started ??= value;
    if (type === "test.finished") {
      if (value.status !== "passed" && value.status !== "skipped") this.#testNotPassed ??= String(value.test);
      if (accepts(recordSchemas["test.finished"], value)) this.#tests.set(seq, value);
    }
    return true;
  }

  /** A copy of a record's bytes, as long as the run has no more of them than a run may have. */
  #keep(bytes: Buffer): Buffer | undefined {
    this.#bytes += bytes.length + 1;
    if (this.#bytes <= MAX_RUN_BYTES) return Buffer.from(bytes);
    this.#problem ??= logProblem("TESTCAR_LOG_TOO_LARGE");
    return undefined;
  }

  #places(): number[] {
    return [...this.#records.keys()].sort((a, b) => a - b);
  }

  #digest(): string {
    const digest = startDigest();
    for (const seq of this.#places()) digest.update(this.#records.get(seq) ?? "").update("\n");
    return digest.digest("hex");
  }
}

const conflict = (message: string): Reason => logProblem("TESTCAR_LOG_CONFLICT", message);
