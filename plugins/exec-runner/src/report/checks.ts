import type { Check } from "@testcar/core";
import type { Case, CaseReport } from "./cases.ts";
import { fit } from "./fit.ts";

/** More cases than this are counted, but not named. */
const MAX_CHECKS = 1000;

const MAX_NAME = 200;
const MAX_DETAIL = 1000;

/** Characters of all details together: with more, a record would have no room for the names. */
const ALL_DETAILS = 3000;

/** The name of a case, or its number when the name is too long to be one. */
export const nameOf = ({ name }: Pick<Case, "name">, index: number): string =>
  fit(name, MAX_NAME) ?? `case ${index + 1}`;

/** The cases that ran, as checks of the test. The failed ones come first, and have their details while there is room. */
export function checksOf({ cases, others }: CaseReport): readonly Check[] {
  let room = ALL_DETAILS;
  const detailed = (text: string | undefined): { readonly detail?: string } => {
    const detail = fit(text, Math.min(MAX_DETAIL, room));
    room -= detail?.length ?? 0;
    return detail === undefined ? {} : { detail };
  };
  const named = cases.map((one, index) => ({ ...one, name: nameOf(one, index) }));
  const failed = named
    .filter(({ status }) => status === "failed")
    .slice(0, MAX_CHECKS)
    .map(({ name, detail }): Check => ({ name, status: "failed", ...detailed(detail) }));
  const unnamed = others
    .slice(0, MAX_CHECKS)
    .map((text): Check => ({ name: fit(text, MAX_NAME) ?? "outside of the cases", status: "failed" }));
  const passed = named
    .filter(({ status }) => status === "passed")
    .map(({ name }): Check => ({ name, status: "passed" }));
  return [...failed, ...unnamed, ...passed].slice(0, MAX_CHECKS);
}

/** How many cases ended how, as the runner's own counters. */
export function countersOf({ cases, others }: CaseReport): Readonly<Record<string, number>> {
  const count = (status: Case["status"]): number => cases.filter((one) => one.status === status).length;
  return {
    cases: cases.length,
    passed: count("passed"),
    failed: count("failed") + others.length,
    skipped: count("skipped"),
  };
}
