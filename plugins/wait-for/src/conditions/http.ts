import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { reasonOf } from "@testcar/core";
import type { Condition } from "../condition.ts";
import type { HttpOptions } from "../options.ts";

// Not fetch: it refuses ports that a probe may well listen on, and takes longer to load than most services to answer.
function statusOf(url: URL, { method, headers }: HttpOptions, signal: AbortSignal): Promise<number> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    const end = (error?: unknown): void => (status === undefined ? reject(error) : resolve(status));
    request(url, { method, headers, signal, agent: false })
      .on("response", (response: IncomingMessage) => {
        status = response.statusCode ?? 0;
        // Read to its end: a service whose answer is cut off would complain of it in its log.
        response.on("error", end).on("close", end).resume();
      })
      .on("error", end)
      .end();
  });
}

function told(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "ABORT_ERR") throw error;
  return code.startsWith("HPE_") ? "it does not speak HTTP" : reasonOf(error);
}

/** A URL as messages show it: what stands in its query may be nobody's business. */
export const shown = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

/** Something that answers with a good status. */
export function httpCondition(url: URL, options: HttpOptions, what?: string): Condition {
  const place = `${options.method} ${shown(url)}`;
  return {
    what: what === undefined ? place : `${what} (${place})`,
    lookMs: 5_000,
    look: async (signal) => {
      try {
        const status = await statusOf(url, options, signal);
        const isGood = options.status.some(([first, last]) => status >= first && status <= last);
        return isGood ? undefined : `it answered with ${status}`;
      } catch (error) {
        return told(error);
      }
    },
  };
}
