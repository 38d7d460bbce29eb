import type { ProgressEvent, Test, TestProgress, TestStatus } from "@testcar/core";

/** A test that has started and has not finished. */
export interface RunningTest {
  readonly test: Test;
  /** On the clock of {@link Standing.add}. */
  readonly startedAt: number;
  readonly progress: TestProgress;
}

/** Where a run stands, from the events so far. */
export class Standing {
  readonly running = new Map<string, RunningTest>();
  readonly ended = new Map<TestStatus, number>();
  startedAt = 0;
  /** Undefined until they are discovered. */
  tests: readonly Test[] | undefined;
  hasStarted = false;

  /** @param at - Milliseconds on a clock that only goes forward. */
  add(event: ProgressEvent, at: number): void {
    if (event.type === "run.started") this.startedAt = at;
    else if (event.type === "tests.discovered") this.tests = event.tests;
    else if (event.type === "test.started") {
      this.hasStarted = true;
      this.running.set(event.test.id, { test: event.test, startedAt: at, progress: {} });
    } else if (event.type === "test.progress") {
      const running = this.running.get(event.test.id);
      if (running !== undefined) this.running.set(event.test.id, { ...running, progress: event.progress });
    } else if (event.type === "test.finished") {
      const { test, status } = event.report;
      this.running.delete(test.id);
      this.ended.set(status, (this.ended.get(status) ?? 0) + 1);
    }
  }

  /** How many tests are over. */
  get done(): number {
    return [...this.ended.values()].reduce((sum, number) => sum + number, 0);
  }
}
