import * as v from "valibot";

/** What a configuration may say. Core validates it before the plugin is applied, and tells where it is wrong. */
export const options = v.strictObject({
  /** Where the summary is written; relative to the configuration. */
  file: v.optional(v.pipe(v.string(), v.minLength(1, "Expected the name of a file")), "summary.txt"),
});

export type Options = v.InferOutput<typeof options>;
