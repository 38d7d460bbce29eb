/** An outcome as CTRF has it. */
export type CtrfStatus = "passed" | "failed" | "skipped" | "pending" | "other";

/** One test of a report. */
export interface CtrfTest {
  readonly testId: string;
  readonly name: string;
  readonly status: CtrfStatus;
  /** Whole milliseconds. */
  readonly duration: number;
  /** Milliseconds since 1970, as every time here. */
  readonly start?: number;
  readonly stop?: number;
  readonly suite: readonly string[];
  readonly message?: string;
  readonly trace?: string;
  readonly rawStatus: string;
  readonly filePath?: string;
  readonly steps?: readonly {
    readonly name: string;
    readonly status: CtrfStatus;
    readonly extra?: Readonly<Record<string, unknown>>;
  }[];
  readonly stdout?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What we write of the Common Test Report Format, 0.0.0 (https://ctrf.io/docs/specification/root). */
export interface CtrfDocument {
  readonly reportFormat: "CTRF";
  readonly specVersion: "0.0.0";
  readonly reportId: string;
  readonly runId: string;
  readonly timestamp: string;
  readonly generatedBy: string;
  readonly results: {
    readonly tool: {
      readonly name: string;
      readonly version: string;
      readonly extra: { readonly node: string };
    };
    readonly summary: Readonly<Record<"tests" | CtrfStatus | "start" | "stop" | "duration", number>>;
    readonly tests: readonly CtrfTest[];
    readonly environment: Readonly<Record<string, unknown>>;
    /** The verdict, which is more than the sum of the tests. */
    readonly extra: Readonly<Record<string, unknown>>;
  };
}
