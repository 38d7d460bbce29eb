import { type Apache, type ApacheOptions, startApache } from "./apache.ts";
import { listen } from "./http.ts";
import { recorder, type SeenRequest } from "./seen.ts";

/** A service under test that wants a Kerberos ticket with every request. */
export interface SpnegoSut extends Pick<Apache, "url" | "errorLog">, AsyncDisposable {
  /** The requests that got through to the service; `x-remote-user` names their principal. */
  readonly seen: () => readonly SeenRequest[];
  readonly stop: () => Promise<void>;
}

/** Starts a service that answers 200 to everything, with Apache in front of it, which answers 401 without Negotiate. */
export async function startSpnegoSut(options: Omit<ApacheOptions, "upstream">): Promise<SpnegoSut> {
  const { seen, record } = recorder();
  const service = await listen((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ principal: request.headers["x-remote-user"] ?? null }));
    record(request, 200);
  });
  const apache = await startApache({ protect: "/", ...options, upstream: service.url });
  const stop = async (): Promise<void> => {
    await apache.stop();
    await service.stop();
  };
  return { url: apache.url, errorLog: apache.errorLog, seen, stop, [Symbol.asyncDispose]: stop };
}
