import { type Plugin, testing } from "@testcar/core";
import { Violation } from "../violation.ts";
import type { Rule } from "./rule.ts";

const BROKEN = /^TESTCAR_CREDENTIAL_(?:NOT_PROVIDED|UNDECLARED|PROVIDED_TWICE|KIND)$/;

const list = (ids: readonly string[]): string => (ids.length === 0 ? "none" : ids.join(", "));

async function declared({ options: schema, ...plugin }: Plugin, given: object) {
  const checked = schema === undefined ? { value: given } : await testing.checkOptions(schema, given);
  const value = "value" in checked ? checked.value : given;
  return { provides: plugin.provides?.(value) ?? [], needs: plugin.needs?.(value) ?? [] };
}

/** The order of plugins comes from it. */
export const declaresCredentials: Rule = {
  name: "declares the credentials that it provides and needs",
  check: async ({ plugin, cases }) => {
    const { validOptions = {}, provides = [], needs = [] } = cases;
    const seen = await declared(plugin, validOptions);
    for (const [what, wanted] of Object.entries({ provides, needs })) {
      const found = what === "provides" ? seen.provides : seen.needs;
      if (list([...found].sort()) === list([...wanted].sort())) continue;
      throw new Violation(
        `${plugin.name} declares that it ${what} ${list(found)}, and its cases say ${list(wanted)}`,
        `Correct ${what} of the plugin, or of the cases: plugins are ordered by it.`,
      );
    }
  },
};

/** A promise that is not kept leaves others waiting. */
export const providesWhatItDeclares: Rule = {
  name: "provides what it has declared, and nothing else",
  check: async ({ plugin: { name }, cases, atWork }) => {
    if ((cases.provides ?? []).length > 0 && cases.works === undefined) {
      throw new Violation(
        `nobody knows whether ${name} provides ${list(cases.provides ?? [])}`,
        "Give the cases a setting in which it does: works: async () => ({ target, options, release }).",
      );
    }
    const { reasons } = await atWork();
    const broken = reasons.find(({ code, plugin }) => BROKEN.test(code) && (plugin ?? name) === name);
    if (broken === undefined) return;
    throw new Violation(
      `${name} does not keep to what it declares: ${broken.message}`,
      "Call provide in preflight for every id of provides, and for no other; ask only for those in needs.",
    );
  },
};
