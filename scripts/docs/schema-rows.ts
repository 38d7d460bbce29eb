import type { JsonSchema } from "@valibot/to-json-schema";

/** One member of an object, for a table. */
export interface MemberRow {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    return [...new Set(alternatives.map((part) => (typeof part === "object" ? typeOf(part) : "any")))].join(
      " or ",
    );
  }
  if (schema.type === "array") {
    return typeof schema.items === "object" && !Array.isArray(schema.items)
      ? `list of ${typeOf(schema.items)}`
      : "list";
  }
  if (schema.type === undefined) return schema.title ?? "any";
  return [schema.type].flat().join(" or ");
}

/** The members that a schema of an object describes. */
export function memberRows(schema: JsonSchema): readonly MemberRow[] {
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    if (typeof member !== "object") return { name, type: "any", description: "" };
    return { name, type: typeOf(member), description: member.description ?? "" };
  });
}
