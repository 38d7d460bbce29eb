import { defineErrors, describeError, exitCodes } from "@testcar/core";
import { definitions } from "./errors/definitions.ts";
import { objections } from "./errors/objections.ts";
import { outcomes } from "./errors/outcomes.ts";

/** Every problem that the Artillery runner names. */
export const errors = defineErrors("ARTILLERY", {
  NOT_INSTALLED: describeError<{ readonly searched: readonly string[] }>({
    exitCode: exitCodes.runner,
    summary: "Artillery is not installed where the runner looks for it.",
    message: ({ searched }) => `Artillery is not installed; searched from ${searched.join(", ")}`,
    hint: () =>
      "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install artillery, in the project that holds the configuration.",
    example: { searched: ["/home/ada/shop"] },
  }),
  VERSION: describeError<{ readonly version: string; readonly path: string; readonly range: string }>({
    exitCode: exitCodes.runner,
    summary: "The installed Artillery is of a version that the runner does not know.",
    message: ({ version, path, range }) => `Artillery ${version} in ${path} is not in the range ${range}`,
    hint: ({ range }) => `npm install "artillery@${range}"`,
    example: { version: "1.7.9", path: "/home/ada/shop/node_modules/artillery", range: "^2.0.0" },
  }),
  ...definitions,
  ...outcomes,
  ...objections,
});
