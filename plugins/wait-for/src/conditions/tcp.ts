import { once } from "node:events";
import { connect } from "node:net";
import { reasonOf } from "@testcar/core";
import type { Condition } from "../condition.ts";
import type { TcpOptions } from "../options.ts";

/** Something that accepts connections. */
export function tcpCondition({ host, port }: TcpOptions): Condition {
  return {
    what: `tcp ${host.includes(":") ? `[${host}]` : host}:${port}`,
    lookMs: 5_000,
    look: async (signal) => {
      const socket = connect({ host, port, signal });
      try {
        await once(socket, "connect");
        return undefined;
      } catch (error) {
        if (signal.aborted) throw error;
        return reasonOf(error);
      } finally {
        socket.on("error", () => undefined).destroy();
      }
    },
  };
}
