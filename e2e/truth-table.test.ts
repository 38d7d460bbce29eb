import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type CaseResult, resultsOf } from "./truth-table/results.js";
import { runTestcar } from "./truth-table/run.js";

interface Case {
  readonly file: string;
  readonly title: string;
  readonly status: string;
  readonly code?: string;
  readonly policy?: string;
  readonly warning?: string;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const cases: readonly Case[] = JSON.parse(read("truth-table/cases.json"));
const page = read("../docs/truth-table.md");

describe("the truth table", () => {
  let results = new Map<string, CaseResult>();
  let exitCode: number | null = null;

  beforeAll(async () => {
    const run = await runTestcar();
    exitCode = run.exitCode;
    results = new Map(resultsOf(cases, run).map((result) => [result.file, result]));
  }, 400_000);

  it.each(cases.map(({ file, title, ...rest }) => [file, title, rest] as const))(
    "%s: %s",
    (file, _title, wanted) => {
      const result = results.get(file);
      expect(result?.status).toBe(wanted.status);
      if (wanted.code !== undefined) expect(result?.codes[0]).toBe(wanted.code);
      if (wanted.policy !== undefined) expect(result?.policies).toContain(wanted.policy);
      expect(result?.warnings).toEqual(wanted.warning === undefined ? [] : [wanted.warning]);
      // The page says the same.
      const row = page.split("\n").find((line) => line.startsWith(`| [${file}]`));
      expect(row?.split(" | ").slice(3, 5)).toEqual([result?.status, String(result?.exitCode)]);
    },
  );

  it("makes the whole run fail", () => {
    expect(exitCode).toBe(1);
  });
});
