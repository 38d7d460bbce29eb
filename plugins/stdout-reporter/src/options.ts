import * as v from "valibot";

/** What the configuration may say of this plugin. */
export const optionsSchema = v.strictObject({
  outputLines: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.description("On a terminal: how many of the last lines of a test that did not pass are shown."),
    ),
    10,
  ),
});

/** Validated options. */
export type StdoutReporterOptions = v.InferOutput<typeof optionsSchema>;
