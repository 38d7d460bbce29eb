import { recordSchema } from "@testcar/report/schema";

/** The JSON Schema of the records. */
export function recordReference(): string {
  return ["```json", JSON.stringify(recordSchema, undefined, 2), "```"].join("\n");
}
