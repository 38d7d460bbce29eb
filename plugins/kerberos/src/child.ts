import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { errors } from "./errors.ts";

/** What can be asked of the child. */
export type Question =
  | { readonly operation: "load" }
  | {
      readonly operation: "logIn";
      readonly principal: string;
      readonly keytab: string;
      readonly cache: string;
    }
  | { readonly operation: "token"; readonly service: string }
  | { readonly operation: "settle"; readonly context: number; readonly reply: string };

/** An error of the Kerberos libraries. Its text is theirs: to be read by {@link reasonOfText}, and shown to nobody. */
export class KerberosFailure extends Error {
  override readonly name = "KerberosFailure";
}

/** A process that holds one Kerberos identity. */
export interface Child {
  /**
   * Asks it.
   *
   * @param signal - Kills the process when it is aborted: nothing else ends what it waits for.
   * @throws KerberosFailure, TESTCAR_KERBEROS_MODULE_MISSING, _LIBRARY_MISSING, _CHILD_ENDED; the signal's reason.
   */
  ask(question: Question, signal: AbortSignal): Promise<unknown>;
  readonly hasEnded: () => boolean;
  /** Kills it, and waits for its end. */
  close(): Promise<void>;
}

// As far from the bundle in dist as from the sources.
const CHILD = fileURLToPath(new URL("../inside/child.mjs", import.meta.url));

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: { readonly text: string; readonly trouble?: string };
}

const isReply = (message: unknown): message is Reply =>
  typeof message === "object" && message !== null && "id" in message && typeof message.id === "number";

function errorOf({ text, trouble }: NonNullable<Reply["failure"]>): Error {
  if (trouble === "libraries") return errors.LIBRARY_MISSING({});
  if (trouble === "missing" || trouble === "unbuilt" || trouble === "broken")
    return errors.MODULE_MISSING({ trouble });
  return new KerberosFailure(text);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/**
 * Starts the process.
 *
 * @param env - The whole of its environment.
 * @param file - What it runs.
 */
export function startChild(env: Readonly<Record<string, string>>, file = CHILD): Child {
  const child = fork(file, [], { env, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let ended = false;

  const end = (reason: unknown): void => {
    ended = true;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const lost = (): void => end(errors.CHILD_ENDED({}));
  child.once("exit", lost);
  child.once("error", lost);
  child.on("message", (message) => {
    if (!isReply(message)) return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (waiting.size === 0) child.channel?.unref();
    if (message.failure === undefined) asked?.resolve(message.answer);
    else asked?.reject(errorOf(message.failure));
  });
  // An agent that is done does not wait for it, but for its answers.
  child.unref();
  child.channel?.unref();

  return {
    ask: async (question, signal) => {
      signal.throwIfAborted();
      if (ended) throw errors.CHILD_ENDED({});
      last += 1;
      const id = last;
      const reply = Promise.withResolvers<unknown>();
      waiting.set(id, reply);
      child.channel?.ref();
      const giveUp = (): void => {
        // Whatever else was asked waits for the same server.
        end(signal.reason);
        child.kill("SIGKILL");
      };
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        child.send({ id, question }, (error) => {
          if (error !== null) reply.reject(errors.CHILD_ENDED({}));
        });
        return await reply.promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
    hasEnded: () => ended,
    close: () => kill(child),
  };
}
