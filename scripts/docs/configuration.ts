import { configSchema } from "@testcar/core";
import { toJsonSchema } from "@valibot/to-json-schema";
import { variableOf } from "../../packages/core/src/config/environment.ts";
import { memberRows } from "./schema-rows.ts";
import { code, table } from "./table.ts";

const jsonSchema = () => toJsonSchema(configSchema, { errorMode: "ignore", typeMode: "input" });

/** The members of a configuration, with the variable that sets each. */
export function configurationReference(): string {
  const rows = memberRows(jsonSchema()).map(({ name, type, description }) => [
    code(name),
    type,
    name.startsWith("$") ? "" : code(variableOf(name)),
    description,
  ]);
  return table(["member", "type", "variable", "meaning"], rows);
}

/** The JSON Schema that gives completion in editors. */
export function configurationSchema(): string {
  const schema = { title: "Testcar configuration", ...jsonSchema() };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
