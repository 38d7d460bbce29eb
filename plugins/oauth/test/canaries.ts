import { inspect } from "node:util";
import { expect } from "@jest/globals";
import type { TestcarError } from "@testcar/core";
import { behaviours } from "../../../tools/servers/index.ts";
import type { Run } from "./obtain.ts";

/** The client's secret in tests of failures. */
export const CANARY_SECRET = "canary-client-secret-81f3";

const base64 = (text: string): string => Buffer.from(text).toString("base64").replace(/=+$/, "");

/** Fails when anything that may be shown holds a token, a secret, or what the server has said. */
export function expectNoCanary(run: Run, error?: TestcarError, ...others: readonly string[]): void {
  const shown = [
    inspect(error, { depth: 10, showHidden: true }),
    error?.stack,
    JSON.stringify([error?.message, error?.hint, error?.toReason()]),
    JSON.stringify(run.warnings),
    run.logged(),
  ].join("\n");
  const canaries = [CANARY_SECRET, behaviours.CANARY_TOKEN, "canary description", "<!doctype", ...others];
  const found = [...canaries, ...canaries.map(base64), base64(`testcar:${CANARY_SECRET}`)].filter((canary) =>
    shown.includes(canary),
  );
  expect(found).toEqual([]);
}
