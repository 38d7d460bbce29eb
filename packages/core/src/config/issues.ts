import type { StandardSchemaV1 } from "@standard-schema/spec";
import { suggest } from "../errors/suggest.ts";
import { Secret } from "./secret.ts";

/** What is wrong with one member of some data. */
export interface Issue {
  /** `plugins[0].name`; empty for the data as a whole. */
  readonly path: string;
  readonly reason: string;
  readonly hint?: string;
}

/** The validated value, or every issue. */
export type Checked<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

type PathSegment = PropertyKey | StandardSchemaV1.PathSegment;

const keyOf = (segment: PathSegment): PropertyKey => (typeof segment === "object" ? segment.key : segment);

function renderPath(path: readonly PathSegment[]): string {
  let text = "";
  for (const segment of path) {
    const key = keyOf(segment);
    text += typeof key === "number" ? `[${key}]` : `${text === "" ? "" : "."}${String(key)}`;
  }
  return text;
}

// The two schema libraries that are used most say so in their own ways; the standard has no word for it.
function unknownKeys(issue: StandardSchemaV1.Issue): readonly string[] | undefined {
  if (
    "type" in issue &&
    issue.type === "strict_object" &&
    "expected" in issue &&
    issue.expected === "never"
  ) {
    const last = issue.path?.at(-1);
    return last === undefined ? undefined : [String(keyOf(last))];
  }
  if ("code" in issue && issue.code === "unrecognized_keys" && "keys" in issue && Array.isArray(issue.keys)) {
    return issue.keys.map(String);
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

// Where the two libraries keep the members of an object's schema.
function membersOf(schema: object): object | undefined {
  const members = "entries" in schema ? schema.entries : "shape" in schema ? schema.shape : undefined;
  return isObject(members) ? members : undefined;
}

/** The keys that a schema knows at a path; none when it cannot be told. */
function knownKeys(schema: object, path: readonly PathSegment[]): readonly string[] {
  let inner: unknown = schema;
  for (const segment of path) {
    const key = keyOf(segment);
    const members: unknown = isObject(inner) ? (membersOf(inner) ?? inner) : undefined;
    inner = isObject(members) ? Reflect.get(members, typeof key === "number" ? "item" : key) : undefined;
    // An optional member is wrapped around its schema.
    while (isObject(inner) && "wrapped" in inner) inner = inner.wrapped;
  }
  const members = isObject(inner) ? membersOf(inner) : undefined;
  return members === undefined ? [] : Object.keys(members);
}

function at(data: unknown, path: readonly PathSegment[]): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, keyOf(segment));
  }
  return value;
}

function readIssue(issue: StandardSchemaV1.Issue, schema: object, data: unknown): readonly Issue[] {
  const path = issue.path ?? [];
  const keys = unknownKeys(issue);
  if (keys !== undefined) {
    const container = "code" in issue ? path : path.slice(0, -1);
    const known = knownKeys(schema, container);
    const given = at(data, container);
    if (Array.isArray(given))
      return [{ path: renderPath(container), reason: "Expected Object but received Array" }];
    // One library stops at the first unknown key; whoever has misspelt two wants to hear of both.
    const all =
      known.length === 0 || !isObject(given)
        ? keys
        : Object.keys(given).filter((key) => !known.includes(key));
    return all.map((key) => {
      const meant = suggest(key, known);
      const hint = meant === undefined ? `Known are ${known.join(", ")}.` : `Did you mean ${meant}?`;
      const inside = renderPath(container);
      return {
        path: inside === "" ? key : `${inside}.${key}`,
        reason: "unknown key",
        ...(known.length > 0 ? { hint } : {}),
      };
    });
  }
  // A schema that knows secrets has its own words for why one cannot stand there.
  const isOwnCheck = "kind" in issue && issue.kind === "validation";
  if (!isOwnCheck && at(data, path) instanceof Secret) {
    const hint =
      "A value from ${env:…} or ${file:…} is a secret, and this member is none: write it plainly, or set it by a TESTCAR_ variable or an option of the command line.";
    return [{ path: renderPath(path), reason: "a secret cannot stand here", hint }];
  }
  return [{ path: renderPath(path), reason: issue.message }];
}

/**
 * Validates data by a Standard Schema (https://standardschema.dev) and puts its issues in words, all of them, with a
 * suggestion for a misspelt key.
 */
export async function check<Output>(
  schema: StandardSchemaV1<unknown, Output>,
  data: unknown,
): Promise<Checked<Output>> {
  const result = await schema["~standard"].validate(data);
  if (result.issues === undefined) return { value: result.value };
  return { issues: result.issues.flatMap((issue) => readIssue(issue, schema, data)) };
}
