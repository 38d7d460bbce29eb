import { resolve } from "node:path";
import type { PluginApi } from "@testcar/core";
import type { Condition } from "./condition.ts";
import { commandCondition } from "./conditions/command.ts";
import { fileCondition } from "./conditions/file.ts";
import { httpCondition, shown } from "./conditions/http.ts";
import { tcpCondition } from "./conditions/tcp.ts";
import { errors } from "./errors.ts";
import type { HttpOptions } from "./options.ts";
import type { Wish } from "./wishes.ts";

/** Where the proxies of meshes say that they are ready, each by its own default. */
const PROXIES = {
  // https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio
  istio: { name: "the proxy of Istio", url: "http://127.0.0.1:15021/healthz/ready" },
  // https://linkerd.io/2/reference/proxy-metrics/
  linkerd: { name: "the proxy of Linkerd", url: "http://127.0.0.1:4191/ready" },
} as const;

const GET: Omit<HttpOptions, "url"> = { method: "GET", status: [[200, 299]], headers: {} };

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

const parse = (target: string | undefined, base?: string): URL | undefined =>
  target !== undefined && URL.canParse(target, base) ? new URL(target, base) : undefined;

/**
 * Makes the condition of a wish.
 *
 * @throws TESTCAR_WAIT_FOR_NO_TARGET when it is about the target, and there is none.
 */
export function conditionOf(
  wish: Wish,
  target: string | undefined,
  { exec, baseDirectory }: Pick<PluginApi, "exec" | "baseDirectory">,
): Condition {
  switch (wish.kind) {
    case "target": {
      const url = parse(target);
      if (url === undefined) throw errors.NO_TARGET({ what: "wait-for" });
      const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
      return { ...tcpCondition({ host, port: portOf(url) }), what: `the target ${shown(url)}` };
    }
    case "http": {
      const url = wish.options.url.startsWith("/")
        ? parse(wish.options.url, target)
        : parse(wish.options.url);
      if (url === undefined) throw errors.NO_TARGET({ what: `http: ${wish.options.url}` });
      return httpCondition(url, wish.options);
    }
    case "tcp":
      return tcpCondition(wish.options);
    case "file":
      return fileCondition(resolve(baseDirectory, wish.path));
    case "command":
      return commandCondition(wish.argv, exec, baseDirectory);
    case "mesh": {
      const { name, url } = PROXIES[wish.mesh];
      return httpCondition(new URL(url), { ...GET, url }, name);
    }
  }
}
