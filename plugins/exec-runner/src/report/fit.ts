/**
 * A text that is short enough, or its first line when that is. Nothing is cut: a secret would not be recognised any more
 * when only a part of it is left.
 */
export function fit(text: string | undefined, max: number): string | undefined {
  const whole = text?.trim() ?? "";
  if (whole === "") return undefined;
  if (whole.length <= max) return whole;
  const line = whole.split("\n", 1)[0]?.trim() ?? "";
  return line.length <= max ? line : undefined;
}
