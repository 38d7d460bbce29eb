import { stat } from "node:fs/promises";
import { reasonOf } from "@testcar/core";
import type { Condition } from "../condition.ts";

/**
 * A file that is there.
 *
 * @param path - Absolute.
 */
export const fileCondition = (path: string): Condition => ({
  what: `the file ${path}`,
  lookMs: 5_000,
  look: async () => {
    try {
      await stat(path);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  },
});
