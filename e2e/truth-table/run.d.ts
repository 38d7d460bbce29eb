export function runTestcar(): Promise<{
  readonly exitCode: number | null;
  readonly records: readonly object[];
  readonly ignored: readonly object[];
}>;
