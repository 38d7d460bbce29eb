import { configSchema } from "@testcar/core";
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { variableOf } from "../../packages/core/src/config/environment.ts";
import { pluginSchemas } from "./plugin-options.ts";
import { memberRows } from "./schema-rows.ts";
import { code, table } from "./table.ts";

const jsonSchema = () => toJsonSchema(configSchema, { errorMode: "ignore", typeMode: "input" });

const descriptionOf = (member: JsonSchema | boolean | undefined): string =>
  (typeof member === "object" ? member.description : undefined) ?? "";

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

/** The JSON Schema that gives completion in editors, with the options of our plugins. */
export async function configurationSchema(root: string): Promise<string> {
  const { properties = {}, ...rest } = jsonSchema();
  const { definitions, entry } = await pluginSchemas(root);
  const plugins = { type: "array", items: entry, description: descriptionOf(properties.plugins) };
  const schema = {
    title: "Testcar configuration",
    ...rest,
    properties: { ...properties, plugins },
    definitions,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
