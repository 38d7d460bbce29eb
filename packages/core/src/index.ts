export type {
  Check,
  Counts,
  EndpointMetrics,
  Latency,
  Metrics,
  OutputSummary,
  Reason,
  TestStatus,
  Verdict,
} from "@testcar/report";
export * from "./contexts.ts";
export * from "./credentials/credentials.ts";
export * from "./errors/define.ts";
export * from "./errors/error.ts";
export * from "./errors/exit-codes.ts";
export * from "./hooks.ts";
export * from "./log/logger.ts";
export * from "./model.ts";
export * from "./plugins/define.ts";
export * from "./process/clock.ts";
export * from "./process/exec.ts";
export * from "./progress.ts";
