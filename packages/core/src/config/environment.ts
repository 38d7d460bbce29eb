import { didYouMean } from "../errors/suggest.ts";
import { configKeys } from "./schema.ts";

/** What the environment says, before it is validated. */
export interface EnvironmentLayer {
  readonly data: Readonly<Record<string, unknown>>;
  /** Variables that look like ours and are not. */
  readonly warnings: readonly string[];
}

const LISTS = new Set(["only", "plugins", "requiredReporters"]);
const NUMBERS = new Set(["concurrency", "maxOutput"]);
const DURATIONS = new Set(["grace", "timeout", "testTimeout", "waitFor"]);
const BOOLEANS = new Set(["allowEmpty", "failFast"]);

// Read elsewhere: --config, the Artillery runner's compile cache, testcar inject, what a sidecar has to know before it reads a configuration.
const OTHERS = new Set([
  "TESTCAR_AFTER",
  "TESTCAR_COMPILE_CACHE",
  "TESTCAR_CONFIG",
  "TESTCAR_IMAGE",
  "TESTCAR_POD_UID",
  "TESTCAR_ROLLOUT",
  "TESTCAR_STATE_DIR",
  "TESTCAR_TERMINATION_LOG",
  "TESTCAR_WORKLOAD",
]);

// What only a file can say.
const NOT_BY_VARIABLE = new Set(["$schema", "extends"]);

// Kubernetes sets these in every pod for each Service whose name is testcar or begins with testcar-.
const SERVICE_LINK =
  /^TESTCAR_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** The variable that sets a member: `testTimeout` is `TESTCAR_TEST_TIMEOUT`. */
export const variableOf = (key: string): string =>
  `TESTCAR_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

function parse(key: string, text: string): unknown {
  if (LISTS.has(key))
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  if (NUMBERS.has(key) && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (BOOLEANS.has(key) && (text === "true" || text === "false")) return text === "true";
  if (DURATIONS.has(key) && /^\d+$/.test(text)) return Number(text);
  return text;
}

/** Reads the layer of configuration that `TESTCAR_*` variables are. An empty variable counts as not set. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentLayer {
  const keys = new Map(
    configKeys.filter((key) => !NOT_BY_VARIABLE.has(key)).map((key) => [variableOf(key), key]),
  );
  const data: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith("TESTCAR_") || text === undefined || text === "") continue;
    const key = keys.get(variable);
    if (key !== undefined) data[key] = parse(key, text);
    else if (!OTHERS.has(variable) && !SERVICE_LINK.test(variable)) {
      warnings.push(
        `The variable ${variable} is not one of Testcar's and is ignored.${didYouMean(variable, [...keys.keys()])}`,
      );
    }
  }
  return { data, warnings };
}
