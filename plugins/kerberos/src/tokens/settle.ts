import type { CredentialAnswer } from "@testcar/core";
import { KerberosFailure } from "../child.ts";
import { errors } from "../errors.ts";
import { type Reason, reasonOfText } from "../reasons.ts";
import { challengeOf, withoutChallenge } from "./challenge.ts";
import type { Token } from "./tokens.ts";

/** Who asked whom. */
export interface Asked {
  readonly principal: string;
  readonly origin: string;
  /** Principal of the service, for messages. */
  readonly service: string;
}

const REFUSALS: Readonly<Partial<Record<Reason, (asked: Asked) => Error>>> = {
  "clock-skew": errors.SERVICE_CLOCK_SKEW,
  "ticket-expired": errors.SERVICE_CLOCK_SKEW,
  "service-key": errors.SERVICE_KEY,
  "key-wrong": errors.SERVICE_KEY,
  replay: errors.REPLAY,
};

/** The error for what a service has said in its token. */
function refusal(text: string, asked: Asked): Error {
  const reason = reasonOfText(text);
  return ((reason === undefined ? undefined : REFUSALS[reason]) ?? errors.SERVICE_REFUSED)(asked);
}

/**
 * Reads a service's answer to a token.
 *
 * @returns its headers without what belongs to Negotiate. A 401 after completed mutual authentication is not about Kerberos:
 * the ticket was accepted, and something behind it refuses.
 * @throws TESTCAR_KERBEROS_SERVICE_FORBIDDEN, _SERVICE_CLOCK_SKEW, _SERVICE_KEY, _SERVICE_REFUSED, _REPLAY, _NOT_NEGOTIATED, _MUTUAL
 */
export async function settle(
  token: Pick<Token, "settle">,
  { status, headers }: CredentialAnswer,
  asked: Asked,
): Promise<Headers> {
  if (status === 403) throw errors.SERVICE_FORBIDDEN(asked);
  const challenge = challengeOf(headers);
  if (status === 401 && challenge === undefined) throw errors.NOT_NEGOTIATED(asked);
  if (status === 401 && challenge === "") throw errors.SERVICE_REFUSED(asked);
  // A service may leave its proof away.
  if (challenge === undefined || challenge === "") return withoutChallenge(headers);
  const complete = await token.settle(challenge).catch((error: unknown) => {
    if (!(error instanceof KerberosFailure)) throw error;
    throw status === 401 ? refusal(error.message, asked) : errors.MUTUAL(asked);
  });
  if (complete !== true && status === 401) throw errors.SERVICE_REFUSED(asked);
  if (complete === false) throw errors.MUTUAL(asked);
  return withoutChallenge(headers);
}
