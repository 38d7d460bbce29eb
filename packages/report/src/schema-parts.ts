// Parts of the records' schema. Unknown members are allowed everywhere: a later agent of the same protocol version may add some.

export const text = { type: "string" } as const;
export const number = { type: "number" } as const;
export const count = { type: "integer", minimum: 0 } as const;
const countByName = { type: "object", additionalProperties: number } as const;
export const time = { type: "string", format: "date-time" } as const;
export const sha256 = { type: "string", pattern: "^[0-9a-f]{64}$" } as const;
export const texts = { type: "array", items: text } as const;

export const reason = {
  type: "object",
  required: ["code", "message"],
  properties: { code: text, message: text, hint: text, policy: text, plugin: text },
} as const;

const latency = {
  type: "object",
  required: [],
  properties: {
    min: number,
    mean: number,
    p50: number,
    p75: number,
    p90: number,
    p95: number,
    p99: number,
    p999: number,
    max: number,
  },
} as const;

export const check = {
  type: "object",
  required: ["name", "status"],
  properties: {
    name: text,
    status: { enum: ["passed", "failed"] },
    passed: number,
    failed: number,
    detail: text,
  },
} as const;

const endpoint = {
  type: "object",
  required: ["name"],
  properties: {
    name: text,
    responses: number,
    codes: countByName,
    errors: countByName,
    latencyMs: latency,
  },
} as const;

export const metrics = {
  type: "object",
  required: [],
  properties: {
    requests: number,
    responses: number,
    errors: number,
    virtualUsers: {
      type: "object",
      required: ["created", "completed", "failed"],
      properties: { created: number, completed: number, failed: number },
    },
    codes: countByName,
    errorsByKind: countByName,
    latencyMs: latency,
    endpoints: { type: "array", items: endpoint },
    counters: countByName,
  },
} as const;
