import { testing } from "@testcar/core";
import { secretsIn } from "../harness/secrets.ts";
import { Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

/** What is right is taken. */
export const takesOptions: Rule = {
  name: "takes the options that are right",
  check: async ({ plugin: { name, options: schema }, cases: { validOptions = {} } }) => {
    if (schema === undefined) {
      if (Object.keys(validOptions).length === 0) return;
      throw new Violation(
        `${name} has no schema, and so takes no options`,
        "Give it options: a Standard Schema (valibot, zod, …).",
      );
    }
    const { issues } = await testing.checkOptions(schema, validOptions);
    const [issue] = issues ?? [];
    if (issue === undefined) return;
    throw new Violation(
      `${name} refuses validOptions: ${issue.path}: ${issue.reason}`,
      "Correct the schema, or the validOptions of the cases.",
    );
  },
};

/** What is wrong is refused, at its place. */
export const refusesOptions: Rule = {
  name: "refuses options that are wrong, and says where",
  check: async ({ plugin: { name, options: schema }, cases }) => {
    const { validOptions = {}, invalidOptions = [], openOptions = false } = cases;
    // A plugin without a schema takes none: core sees to that.
    if (schema === undefined && invalidOptions.length === 0) return;
    const unknown = { options: { ...validOptions, noSuchOption: 1 }, path: "noSuchOption" };
    for (const { options, path } of [...invalidOptions, ...(openOptions ? [] : [unknown])]) {
      const issues = schema && (await testing.checkOptions(schema, options)).issues;
      if (issues === undefined) {
        throw new Violation(
          `${name} takes options whose ${path || "whole"} is wrong`,
          path === "noSuchOption"
            ? "Make its schema a strict one (v.strictObject, z.strictObject): a misspelt option must not go unseen."
            : "Let its schema refuse them, so that testcar validate tells it before anything runs.",
        );
      }
      const paths = issues.map((issue) => issue.path);
      if (!paths.includes(path)) {
        throw new Violation(
          `${name} refuses options for their ${paths.join(", ") || "whole"}, and what is wrong is ${path || "the whole"}`,
          "Let the schema name the member: with v.forward or a path, where members have to fit one another.",
        );
      }
      const secret = secretsIn(options).find((text) =>
        issues.some(({ reason }) => reason.includes(text.reveal())),
      );
      if (secret !== undefined) {
        throw new Violation(
          `${name} shows a secret when it refuses ${path}`,
          "Say what is expected of it, never what it is.",
        );
      }
    }
  },
};
