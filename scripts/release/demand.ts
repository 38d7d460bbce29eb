/** @throws Error, when what a release needs is not true: how it is instead. */
export function demand(truth: boolean, otherwise: string): asserts truth {
  if (!truth) throw new Error(otherwise);
}
