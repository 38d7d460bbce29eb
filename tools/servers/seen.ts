import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request that a server has answered. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  /** Why it was refused. */
  readonly problem?: string;
}

/** Keeps what a server has seen. */
export function recorder(): {
  readonly seen: () => readonly SeenRequest[];
  readonly record: (request: IncomingMessage, status: number, problem?: string) => void;
} {
  const requests: SeenRequest[] = [];
  return {
    seen: () => requests,
    record: ({ method = "", url = "", headers }, status, problem) => {
      requests.push({ method, path: url, headers, status, ...(problem === undefined ? {} : { problem }) });
    },
  };
}
