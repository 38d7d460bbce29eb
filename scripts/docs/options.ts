import { toJsonSchema } from "@valibot/to-json-schema";
import { memberRows } from "./schema-rows.ts";
import { code, table } from "./table.ts";

/** The options of one of our plugins: those of this schema. */
export async function optionsReference(plugin: string, name = "optionsSchema"): Promise<string> {
  const { [name]: options } = await import(`../../plugins/${plugin}/src/options.ts`);
  const schema = toJsonSchema(options, { errorMode: "ignore", typeMode: "input" });
  return table(
    ["option", "type", "meaning"],
    memberRows(schema).map(({ name, type, description }) => [code(name), type, description]),
  );
}
