import { LONGEST_TIMER_MS } from "@testcar/core";
import { type Child, type Question, startChild } from "../child.ts";
import { errors } from "../errors.ts";
import { configOf, environmentOf, type Identity } from "../identity.ts";

/** A token that was made, and the number of its context in the child that made it. */
export interface Token {
  readonly token: string;
  readonly context: number;
  /** Takes the service's answer; gives whether mutual authentication is complete, undefined when nobody can tell any more. */
  settle(reply: string): Promise<boolean | undefined>;
}

/** Makes tokens from the tickets in a cache. */
export interface TokenMaker {
  /** Starts the process, so that it is there when the first token is wanted; gives it, for a log-in before that. */
  warm(): Child;
  /** @throws KerberosFailure, TESTCAR_KERBEROS_KDC_SILENT, _MODULE_MISSING, _LIBRARY_MISSING, _CHILD_ENDED */
  make(service: string): Promise<Token>;
  close(): Promise<void>;
}

const isToken = (answer: unknown): answer is { readonly token: string; readonly context: number } =>
  typeof answer === "object" &&
  answer !== null &&
  "token" in answer &&
  typeof answer.token === "string" &&
  "context" in answer &&
  typeof answer.context === "number";

const isSettled = (answer: unknown): answer is { readonly known: boolean; readonly complete: boolean } =>
  typeof answer === "object" && answer !== null && "known" in answer && "complete" in answer;

/** Makes tokens in a process of their own, which is started anew when it had to be killed. */
export function createTokenMaker(identity: Identity, cache: string, deadlineMs: number): TokenMaker {
  let child: Child | undefined;
  let isClosed = false;

  const present = (): Child => {
    if (isClosed) throw errors.CHILD_ENDED({});
    if (child === undefined || child.hasEnded()) child = startChild(environmentOf(identity, cache));
    return child;
  };

  const ask = async (whom: Child, question: Question, wanted: string): Promise<unknown> => {
    const late = new AbortController();
    const seconds = deadlineMs / 1000;
    const tooLate = errors.KDC_SILENT({ wanted, seconds, config: configOf(identity) });
    const timer = setTimeout(() => late.abort(tooLate), Math.min(deadlineMs, LONGEST_TIMER_MS));
    try {
      return await whom.ask(question, late.signal);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    warm: () => {
      const idle = present();
      // Whoever wants a token hears of what is wrong.
      ask(idle, { operation: "load" }, "module").catch(() => undefined);
      return idle;
    },
    make: async (service) => {
      const maker = present();
      const wanted = `ticket for ${service.replace("@", "/")}`;
      const made = await ask(maker, { operation: "token", service }, wanted);
      if (!isToken(made)) throw errors.CHILD_ENDED({});
      const { token, context } = made;
      return {
        token,
        context,
        settle: async (reply) => {
          if (maker.hasEnded()) return undefined;
          const settled = await ask(maker, { operation: "settle", context, reply }, wanted);
          return isSettled(settled) && settled.known ? settled.complete : undefined;
        },
      };
    },
    close: async () => {
      isClosed = true;
      await child?.close();
    },
  };
}
