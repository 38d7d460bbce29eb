import type { Evidence, ScriptFacts } from "../src/evidence.ts";

/** A script without anything remarkable. */
const script: ScriptFacts = {
  configuredPlugins: [],
  missingPlugins: [],
  usesEnsure: false,
  ensured: [],
  ensuresErrors: false,
  usesExpect: false,
  target: "http://127.0.0.1:8080",
  scenarios: ["asks"],
  emptyPayloads: [],
  phases: [{ durationSeconds: 1 }],
  environments: [],
  unknownVerbs: [],
};

/** What Artillery counts when two virtual users send one request each and get a 200. */
export const counters: Readonly<Record<string, number>> = {
  "vusers.created": 2,
  "vusers.created_by_name.asks": 2,
  "vusers.completed": 2,
  "vusers.failed": 0,
  "http.requests": 2,
  "http.responses": 2,
};

/** A run that nobody objects to, with members replaced. */
export const run = ({
  exitCode = 0,
  exit = {},
  facts = {},
  metrics = {},
  ...rest
}: Partial<Omit<Evidence, "exit">> & {
  readonly exitCode?: number | null;
  readonly exit?: Partial<Evidence["exit"]>;
  readonly facts?: Partial<ScriptFacts>;
} = {}): Evidence => ({
  exit: { exitCode, aborted: false, durationMs: 3000, ...exit },
  script: { ...script, ...facts },
  undefinedFunctions: [],
  uncheckedExpectations: [],
  failedExpectations: [],
  canAuthorize: true,
  credentialProblems: [],
  completed: true,
  metrics: {
    requests: 2,
    responses: 2,
    virtualUsers: { created: 2, completed: 2, failed: 0 },
    codes: { "200": 2 },
    errorsByKind: {},
    counters,
    ...metrics,
  },
  checks: [],
  workerLost: false,
  hung: false,
  outOfMemory: false,
  discrepancies: [],
  ...rest,
});

/** The metrics of two virtual users whose every request is refused. */
export const refused: Evidence["metrics"] = {
  requests: 2,
  responses: 0,
  virtualUsers: { created: 2, completed: 0, failed: 2 },
  codes: {},
  errorsByKind: { ECONNREFUSED: 2 },
  counters: {
    "vusers.created": 2,
    "vusers.created_by_name.asks": 2,
    "vusers.failed": 2,
    "http.requests": 2,
    "errors.ECONNREFUSED": 2,
  },
};

/** Counters of the expect plugin on top of a run's. */
export const expectations = (ok: number, failed: number, type = "statusCode") => ({
  ...counters,
  ...(ok > 0 ? { "plugins.expect.ok": ok, [`plugins.expect.ok.${type}`]: ok } : {}),
  ...(failed > 0 ? { "plugins.expect.failed": failed, [`plugins.expect.failed.${type}`]: failed } : {}),
});

export const holds = { name: "maxErrorRate < 100", status: "passed" } as const;
export const broken = { name: "http.response_time.p95 < 10", status: "failed" } as const;
