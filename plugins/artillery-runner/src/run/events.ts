import type { ScriptFacts } from "../evidence.ts";
import type { EventLine } from "./event-lines.ts";

/** Numbers by name. */
export type Numbers = Readonly<Record<string, number>>;

/** Counters and distributions, of a period or of the whole test. */
export interface Stats {
  readonly counters: Numbers;
  /** Missing when the distributions could not be added up. */
  readonly summaries?: Readonly<Record<string, Numbers>>;
}

/** One condition of `ensure`, judged. */
export interface EnsureCheck {
  readonly expression: string;
  readonly strict: boolean;
  readonly ok: boolean;
  /** False when a metric of the expression was never recorded. */
  readonly known: boolean;
}

/** What a worker counted so far. */
export interface LiveCounts {
  readonly requests: number;
  readonly responses: number;
  readonly errors: number;
  readonly codes: Numbers;
}

/** What the files in `inside/` write, a line each. */
export type ArtilleryEvent =
  | { readonly type: "init"; readonly script: ScriptFacts }
  | {
      readonly type: "gaps";
      readonly undefinedFunctions: readonly string[];
      readonly uncheckedExpectations: readonly string[];
    }
  | { readonly type: "credentials"; readonly state: "wanted" | "ready" }
  | { readonly type: "credentials"; readonly state: "failed"; readonly message: string }
  | { readonly type: "phaseStarted"; readonly index: number; readonly name?: string; readonly at: number }
  | { readonly type: "phaseCompleted"; readonly index: number }
  | { readonly type: "stats" | "totals" | "done"; readonly stats: Stats | undefined }
  | { readonly type: "progress"; readonly worker: number; readonly counts: LiveCounts }
  | { readonly type: "checks"; readonly checks: readonly EnsureCheck[] }
  | { readonly type: "shutdown"; readonly early: boolean }
  | { readonly type: "failedExpectation"; readonly text: string }
  | { readonly type: "workerExit" };

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const numberOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : 0;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === "string");

/** A test could write to the file as well as we do: whatever is no number is not taken for one. */
const numbersOf = (value: unknown): Numbers =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]),
    ),
  );

function statsOf({ counters, summaries }: Json): Stats {
  if (!isRecord(summaries)) return { counters: numbersOf(counters) };
  const entries = Object.entries(summaries).map(([name, value]) => [name, numbersOf(value)] as const);
  return { counters: numbersOf(counters), summaries: Object.fromEntries(entries) };
}

const scriptOf = (value: Json): ScriptFacts => ({
  configuredPlugins: textsOf(value["configuredPlugins"]),
  missingPlugins: textsOf(value["missingPlugins"]),
  usesEnsure: value["usesEnsure"] === true,
  ensured: textsOf(value["ensured"]),
  ensuresErrors: value["ensuresErrors"] === true,
  usesExpect: value["usesExpect"] === true,
  ...(typeof value["target"] === "string" ? { target: value["target"] } : {}),
  scenarios: textsOf(value["scenarios"]),
  emptyPayloads: textsOf(value["emptyPayloads"]),
  phases: listOf(value["phases"])
    .filter(isRecord)
    .map((phase) => ({
      ...(typeof phase["name"] === "string" ? { name: phase["name"] } : {}),
      durationSeconds: numberOf(phase["durationSeconds"]),
    })),
  environments: textsOf(value["environments"]),
  unknownVerbs: textsOf(value["unknownVerbs"]),
});

const checkOf = (value: Json): EnsureCheck => ({
  expression: String(value["expression"]),
  strict: value["strict"] === true,
  ok: value["ok"] === true,
  known: value["known"] !== false,
});

function toEvent(type: unknown, event: Json): ArtilleryEvent | undefined {
  switch (type) {
    case "init":
      return isRecord(event["script"]) ? { type, script: scriptOf(event["script"]) } : undefined;
    case "gaps":
      return {
        type,
        undefinedFunctions: textsOf(event["undefinedFunctions"]),
        uncheckedExpectations: textsOf(event["uncheckedExpectations"]),
      };
    case "credentials": {
      const { state, message } = event;
      if (state === "failed") return { type, state, message: String(message) };
      return state === "wanted" || state === "ready" ? { type, state } : undefined;
    }
    case "failedExpectation": {
      const { text } = event;
      return typeof text === "string" ? { type, text } : undefined;
    }
    case "phaseStarted": {
      const { index, name, at } = event;
      const named = typeof name === "string" ? { name } : {};
      return { type, index: numberOf(index), at: numberOf(at), ...named };
    }
    case "phaseCompleted":
      return { type, index: numberOf(event["index"]) };
    case "stats":
    case "totals":
    case "done":
      return { type, stats: statsOf(event) };
    case "progress": {
      const { worker, requests, responses, errors, codes } = event;
      const counts = {
        requests: numberOf(requests),
        responses: numberOf(responses),
        errors: numberOf(errors),
      };
      return { type, worker: numberOf(worker), counts: { ...counts, codes: numbersOf(codes) } };
    }
    case "checks":
      return { type, checks: listOf(event["checks"]).filter(isRecord).map(checkOf) };
    case "shutdown":
      return { type, early: event["early"] === true };
    case "workerExit":
      return { type };
    default:
      return undefined;
  }
}

/** The event that a line tells of; undefined for a line that is torn, or of no known type. */
export function parseEvent(line: EventLine): ArtilleryEvent | undefined {
  if ("oversized" in line) {
    // The figures are lost; that the test came to its end is not.
    return line.oversized === "done" ? { type: "done", stats: undefined } : undefined;
  }
  try {
    const event: unknown = JSON.parse(line.text);
    return isRecord(event) ? toEvent(event["type"], event) : undefined;
  } catch {
    return undefined;
  }
}
