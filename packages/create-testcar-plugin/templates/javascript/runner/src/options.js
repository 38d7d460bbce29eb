import * as v from "valibot";

/** What a configuration may say. Core validates it before the plugin is applied, and tells where it is wrong. */
export const options = v.strictObject({
  /** Files with this ending are tests. */
  extension: v.optional(
    v.pipe(v.string(), v.regex(/^\.[a-z]+$/, "Expected an ending like .check")),
    ".check",
  ),
  /** Variables for the commands, beside TARGET. */
  env: v.optional(v.record(v.string(), v.string()), {}),
});
