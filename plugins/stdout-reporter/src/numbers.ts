import type { Metrics } from "@testcar/report";

/** 850 ms, 3.2 s, 4 min 5 s */
export function formatDuration(milliseconds: number): string {
  // What would be rounded up to the next unit is told in it.
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  return formatSeconds(milliseconds);
}

/** For what goes on, in whole seconds that are over: 0 s, 59 s, 4 min 5 s */
export function formatSeconds(milliseconds: number, round: (value: number) => number = Math.round): string {
  const seconds = round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** 1 request, 2 requests */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const formatMs = (milliseconds: number): string => `${Number(milliseconds.toFixed(1))} ms`;

/** What a test measured, in the order in which people ask for it. */
export function measurements({ requests, errors, latencyMs }: Metrics): string {
  const parts = [
    requests === undefined ? undefined : count(requests, "request"),
    errors === undefined || errors === 0 ? undefined : count(errors, "error"),
    latencyMs?.p95 === undefined ? undefined : `p95 ${formatMs(latencyMs.p95)}`,
  ];
  return parts.filter((part) => part !== undefined).join("  ");
}
