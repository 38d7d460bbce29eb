import { errors } from "../errors.ts";
import {
  type Content,
  isMapping,
  type Mapping,
  noReferences,
  other,
  type References,
  suspicious,
} from "./content.ts";
import { type Parsed, parseJson, parseYaml } from "./parse.ts";

/** Top-level keys of a file that has nothing but configuration to share. */
const configOnlyKeys = new Set(["config", "before", "after"]);

/** Keys of Artillery's `config`. Other programs' files have a `config` as well. */
const configKeys =
  "target phases environments plugins processor payload variables defaults http ws socketio tls engines ensure statsInterval mode bundling".split(
    " ",
  );

/** Keys of a scenario: whatever has none of them is one of another program. */
const scenarioKeys = ["flow", "engine", "testFunction", "flowFunction", "beforeScenario", "weight"];

const hasAny = (value: unknown, keys: readonly string[]): boolean =>
  isMapping(value) && keys.some((key) => Object.hasOwn(value, key));

const mayBeConfig = (value: unknown): value is Mapping => hasAny(value, configKeys);

/** Kubernetes manifests, API descriptions and compose files can have our keys, with another meaning. */
const isForeign = (value: Mapping): boolean =>
  (typeof value["apiVersion"] === "string" && typeof value["kind"] === "string") ||
  hasAny(value, ["openapi", "swagger", "services"]);

function referencesOf(config: unknown): References {
  if (!isMapping(config)) return noReferences;
  const environments = isMapping(config["environments"]) ? Object.values(config["environments"]) : [];
  const configs = [config, ...environments].filter(isMapping);
  const payloads = configs.flatMap(({ payload }) => (Array.isArray(payload) ? payload : [payload]));
  const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === "string");
  return {
    processors: texts(configs.map(({ processor }) => processor)),
    payloads: texts(payloads.map((payload) => (isMapping(payload) ? payload["path"] : undefined))),
  };
}

type DataFormat = "yaml" | "json";

function classifyMapping(path: string, format: DataFormat, value: Mapping): Content {
  if (isForeign(value)) return other;
  const { config, scenarios } = value;
  const script = {
    kind: "script",
    format,
    hasConfig: isMapping(config),
    references: referencesOf(config),
  } as const;
  if (Array.isArray(scenarios)) {
    const isOurs = isMapping(config) || scenarios.some((scenario) => hasAny(scenario, scenarioKeys));
    return isOurs ? script : suspicious("has scenarios, but none with a flow, and no config");
  }
  if ("scenarios" in value) {
    if (isMapping(config) || scenarios === null) {
      const problem = "scenarios is not a list";
      return { ...script, suspicion: errors.INCOMPLETE({ path, problem }).toReason() };
    }
    return suspicious("has scenarios, but not as a list, and no config");
  }
  const misspelt = Object.keys(value).find((key) => /^scen/i.test(key));
  if (misspelt !== undefined && mayBeConfig(config)) {
    return { ...script, suspicion: errors.MISSPELT_SCENARIOS({ path, key: misspelt }).toReason() };
  }
  const isShared = mayBeConfig(config) && Object.keys(value).every((key) => configOnlyKeys.has(key));
  return isShared ? { kind: "config", references: script.references } : other;
}

/** A look at the text alone, for what no parser understands. */
const looksLikeScript = (format: DataFormat, text: string): boolean =>
  format === "yaml" ? /^["']?(?:scenarios|config)["']?\s*:/m.test(text) : /"scenarios"\s*:/.test(text);
const looksForeign = (text: string): boolean =>
  /^(?:apiVersion|kind|openapi|swagger|services)\s*:/m.test(text);

function classifyDocuments(path: string, format: DataFormat, { documents }: Parsed): Content {
  const contents = documents.filter(isMapping).map((value) => classifyMapping(path, format, value));
  const script = contents.find(({ kind }) => kind === "script");
  if (documents.length === 1) return contents[0] ?? other;
  if (script?.kind !== "script") return other;
  const problem = `${documents.length} documents, and Artillery reads one per file`;
  return { ...script, suspicion: errors.SYNTAX({ path, problem }).toReason() };
}

/** True for a text of nothing but white space and comments. */
const isBlank = (text: string): boolean => !/^[^\S\n]*[^#\s]/m.test(text);

/** Tells what a YAML or JSON file is. */
export async function classifyData(path: string, format: DataFormat, text: string): Promise<Content> {
  if (isBlank(text)) return suspicious("empty");
  // Parsing is what costs, and a file without these words cannot be ours.
  if (!/\b(?:scen\w*|config)["']?\s*:/i.test(text)) return other;
  const parsed = format === "yaml" ? await parseYaml(text) : await parseJson(text);
  const content = classifyDocuments(path, format, parsed);
  if (parsed.problem === undefined) return content;
  const reason = errors.SYNTAX({ path, ...parsed.problem }).toReason();
  if (content.kind === "script") return { ...content, suspicion: reason };
  if (looksForeign(text) || !looksLikeScript(format, text))
    return suspicious(`cannot be parsed: ${reason.message}`);
  // What the rest of it says is lost, so a shared configuration is not looked for.
  return { kind: "script", format, hasConfig: true, references: noReferences, suspicion: reason };
}
