import { readdirSync } from "node:fs";
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";

/** Names under which a configuration may know one of our plugins. */
const namesOf = (plugin: string): readonly string[] => [plugin, `@testcar/plugin-${plugin}`];

type Schema = Parameters<typeof toJsonSchema>[0];

/** A schema that depends on what it is given. */
interface Lazy {
  readonly getter: (input: unknown) => Schema;
}

const isLazy = (schema: object): schema is Lazy => "getter" in schema && typeof schema.getter === "function";

/** One input of each kind that a schema may look at before it says what it expects. */
const SAMPLES: readonly unknown[] = ["", {}, [""], [[""]]];

/** JSON Schema has no word for a schema that depends on its input: it is any of those that the samples bring to light. */
function jsonSchemaOf(schema: Schema): JsonSchema {
  // Definitions hold nothing but what the override stands for.
  const {
    $schema: _dialect,
    $defs: _definitions,
    ...members
  } = toJsonSchema(schema, {
    errorMode: "ignore",
    typeMode: "input",
    overrideSchema: ({ valibotSchema }) => {
      if (!isLazy(valibotSchema)) return undefined;
      const texts = SAMPLES.map((sample) => JSON.stringify(jsonSchemaOf(valibotSchema.getter(sample))));
      return { anyOf: [...new Set(texts)].map((text) => JSON.parse(text)) };
    },
  });
  return members;
}

/** The options of each of our plugins as JSON Schema, by the plugin's short name. */
async function readOptions(root: string): Promise<Readonly<Record<string, JsonSchema>>> {
  const options: Record<string, JsonSchema> = {};
  for (const plugin of readdirSync(`${root}plugins`).sort()) {
    const { optionsSchema } = await import(`${root}plugins/${plugin}/src/options.ts`);
    options[plugin] = jsonSchemaOf(optionsSchema);
  }
  return options;
}

const when = (condition: JsonSchema, yes: JsonSchema, no: JsonSchema = {}): JsonSchema => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
  then: yes, // oxlint-disable-line unicorn/no-thenable
  else: no,
});

/** What a schema of the whole configuration says of plugins. */
export interface PluginSchemas {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** One entry of `plugins`. */
  readonly entry: JsonSchema;
}

/** Our plugins' names for completion, and their options wherever one of them is configured; others may have any. */
export async function pluginSchemas(root: string): Promise<PluginSchemas> {
  const definitions = await readOptions(root);
  const plugins = Object.keys(definitions);
  const name: JsonSchema = { anyOf: [{ enum: plugins }, { type: "string", minLength: 1 }] };
  const options = plugins.map((plugin) =>
    when({ items: [{ enum: [...namesOf(plugin)] }] }, { items: [{}, { $ref: `#/definitions/${plugin}` }] }),
  );
  const pair: JsonSchema = { items: [name, { type: "object" }], minItems: 2, maxItems: 2, allOf: options };
  return { definitions, entry: when({ type: "array" }, pair, name) };
}
