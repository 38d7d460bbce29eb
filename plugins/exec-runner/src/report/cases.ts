/** One case of a test, as its framework reports it. */
export interface Case {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed. */
  readonly detail?: string;
}

/** What a report says. */
export interface CaseReport {
  readonly cases: readonly Case[];
  /** What failed without being a case: a request, a plan that was not kept. */
  readonly others: readonly string[];
}

/** What became of the report that the configuration names. */
export type Reading =
  | ({ readonly path: string } & CaseReport)
  | { readonly path: string; readonly unusable: string };
