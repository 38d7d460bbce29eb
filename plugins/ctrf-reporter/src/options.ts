import * as v from "valibot";

const text = (description: string) =>
  v.optional(
    v.pipe(v.string(), v.regex(/\S/, "Expected a text that is not empty"), v.description(description)),
  );

/** What the configuration may say of this plugin. */
export const optionsSchema = v.strictObject({
  file: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, "Expected the path of a file"),
      v.description("Where the report goes, relative to the configuration. Default: testcar-ctrf.json"),
    ),
    "testcar-ctrf.json",
  ),
  reportName: text("What people call this report, for tools that show several (environment.reportName)."),
  appName: text("Name of the service under test (environment.appName)."),
  testEnvironment: text("Where the service runs, for example staging (environment.testEnvironment)."),
});

/** Validated options. */
export type CtrfReporterOptions = v.InferOutput<typeof optionsSchema>;
