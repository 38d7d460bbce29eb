import type { Case, CaseReport } from "./cases.ts";
import { Parser } from "./tap-parser.ts";

/** Reads TAP as it comes. */
export interface TapReader {
  readonly add: (text: string) => void;
  /** The cases, or why it cannot be read. */
  readonly end: () => CaseReport | string;
}

type Assertion = Readonly<{
  ok: boolean;
  name: string;
  fullname?: string;
  skip?: unknown;
  todo?: unknown;
  diag?: unknown;
}>;

/** What is told of a failure, in the words that producers use most. */
function detailOf(diag: unknown): string | undefined {
  if (typeof diag !== "object" || diag === null) return undefined;
  for (const key of ["error", "message", "reason", "failureType"]) {
    const value: unknown = Reflect.get(diag, key);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

// Producers differ in whether something that is to be done and fails counts; TAP says that it does not.
function statusOf({ ok, skip, todo }: Assertion): Case["status"] {
  if (skip !== undefined && skip !== false) return "skipped";
  if (todo !== undefined && todo !== false && !ok) return "skipped";
  return ok ? "passed" : "failed";
}

/** Node reports a file without any test as a test of the file's name: nothing ran in it. */
const isWholeFile = ({ ok, name, diag }: Assertion, file: string | undefined): boolean =>
  ok &&
  file !== undefined &&
  (file === name || file.endsWith(`/${name}`)) &&
  typeof diag === "object" &&
  diag !== null &&
  "type" in diag &&
  diag.type === "test";

/** Collects the cases of one parser, and of those of its subtests. A subtest that has cases is none itself. */
function collect(parser: Parser, path: string, cases: Case[], file: string | undefined): void {
  let inside: { readonly from: number; readonly parser: Parser } | undefined;
  parser.on("child", (child: Parser) => {
    inside = { from: cases.length, parser: child };
    collect(child, path === "" ? child.name : `${path} > ${child.name}`, cases, file);
  });
  parser.on("assert", (assertion: Assertion) => {
    const { ok, name, diag } = assertion;
    const own = inside === undefined ? [] : cases.slice(inside.from);
    inside = undefined;
    const status = statusOf(assertion);
    // Its failure is told by the cases in it, unless it failed by itself.
    const isGroup =
      own.length > 0 && (ok || status === "skipped" || own.some((one) => one.status === "failed"));
    if (isGroup || isWholeFile(assertion, file)) return;
    const detail = status === "failed" ? detailOf(diag) : undefined;
    const full = path === "" ? name : `${path} > ${name}`;
    cases.push({ name: full, status, ...(detail === undefined ? {} : { detail }) });
  });
}

/**
 * Makes a reader of TAP 12 to 14 (https://testanything.org).
 *
 * @param file - Absolute path of the test's file.
 */
export function createTapReader(file?: string): TapReader {
  const cases: Case[] = [];
  const others: string[] = [];
  const parser = new Parser();
  let hasPlan = false;
  collect(parser, "", cases, file);
  parser.on("plan", () => {
    hasPlan = true;
  });
  parser.on("bailout", (reason: string) => {
    others.push(reason === "" ? "it bailed out" : `it bailed out: ${reason}`);
  });
  let isBroken = false;
  // What a test prints must not end the runner.
  const guarded = (work: () => void): void => {
    if (isBroken) return;
    try {
      work();
    } catch {
      isBroken = true;
    }
  };
  return {
    add: (text) => guarded(() => void parser.write(text)),
    end: () => {
      guarded(() => void parser.end());
      if (isBroken) return "it is no TAP that can be read";
      const results = parser.results;
      // The parser makes up a plan where there is none.
      if ((!hasPlan || parser.syntheticPlan) && parser.count === 0 && others.length === 0)
        return "it holds no TAP";
      const isToldBy = cases.some(({ status }) => status === "failed") || others.length > 0;
      if (results?.ok === false && !isToldBy) {
        const [problem] = results.failures;
        const why =
          problem !== undefined && "tapError" in problem ? String(problem.tapError) : "it is not ok";
        others.push(`the TAP is not complete: ${why}`);
      }
      return { cases, others };
    },
  };
}
