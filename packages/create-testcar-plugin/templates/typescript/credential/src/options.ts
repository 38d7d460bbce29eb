import { Secret } from "@testcar/core";
import * as v from "valibot";

/** What a configuration may say. Core validates it before the plugin is applied, and tells where it is wrong. */
export const options = v.strictObject({
  /** The key itself. Only what comes from a variable or a file is a secret. */
  key: v.instance(Secret, "Write ${env:NAME} for an environment variable, or ${file:PATH} for a file"),
  /** The header that carries it. */
  header: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, "Expected lower case, digits and -")),
    "x-api-key",
  ),
  /** The credential's id: a configuration with two of them gives each its own. */
  as: v.optional(v.pipe(v.string(), v.minLength(1)), "__word__"),
  /** Whose requests carry it: `https://api.example.org`. The target's by default. */
  origins: v.optional(v.array(v.pipe(v.string(), v.url()))),
});

export type Options = v.InferOutput<typeof options>;
