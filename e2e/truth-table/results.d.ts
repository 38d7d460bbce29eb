/** What Testcar says of one case. */
export interface CaseResult {
  readonly file: string;
  readonly status: string;
  readonly exitCode: number | null;
  readonly codes: readonly string[];
  readonly policies: readonly string[];
  readonly warnings: readonly string[];
  readonly reason: string;
}

export function resultsOf(
  cases: readonly { readonly file: string }[],
  run: { readonly records: readonly object[]; readonly ignored: readonly object[] },
): readonly CaseResult[];
