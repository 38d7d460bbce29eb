export * from "./records.ts";
export * from "./verdict.ts";
