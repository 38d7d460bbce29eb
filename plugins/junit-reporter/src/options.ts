import * as v from "valibot";

/** What the configuration may say of this plugin. */
export const optionsSchema = v.strictObject({
  file: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, "Expected the path of a file"),
      v.description(
        "Where the report goes, relative to the configuration. GitLab wants a name that ends with .xml. Default: testcar-junit.xml",
      ),
    ),
    "testcar-junit.xml",
  ),
  suiteName: v.optional(
    v.pipe(
      v.string(),
      v.regex(/\S/, "Expected a text that is not empty"),
      v.description(
        "Name of the test suite, and the first part of the tests' class name: suiteName.runner. Tell it apart from that of other reports of the same pipeline. Default: testcar",
      ),
    ),
    "testcar",
  ),
});

/** Validated options. */
export type JunitReporterOptions = v.InferOutput<typeof optionsSchema>;
