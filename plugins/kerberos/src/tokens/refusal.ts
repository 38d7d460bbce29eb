import { TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { configOf, type Identity, realmOf } from "../identity.ts";
import { type Reason, reasonOfText } from "../reasons.ts";
import type { Asked } from "./settle.ts";

/**
 * The error for a token that could not be made.
 *
 * @param text - What the libraries said.
 * @param cache - The cache whose ticket was to be used.
 */
export function tokenError(text: string, identity: Identity, asked: Asked, cache: string): Error {
  const { principal } = asked;
  const config = configOf(identity);
  const realm = realmOf(principal);
  const known: Readonly<Partial<Record<Reason, () => Error>>> = {
    "kdc-unreachable": () => new TransientError(errors.KDC_UNREACHABLE({ realm, config })),
    "realm-unknown": () => errors.REALM_UNKNOWN({ realm, config }),
    "config-invalid": () => errors.CONFIG_INVALID({ config }),
    "service-unknown": () => errors.SERVICE_UNKNOWN(asked),
    "account-locked": () => errors.ACCOUNT_LOCKED({ principal }),
    "clock-skew": () => errors.CLOCK_SKEW({ principal }),
    "ticket-expired": () => errors.TICKET_EXPIRED({ path: cache, principal, since: new Date() }),
    "no-credentials": () => errors.NO_CREDENTIALS({ path: cache, principal }),
    "encryption-type": () => errors.ENCRYPTION_TYPE({ principal }),
  };
  const reason = reasonOfText(text);
  return (reason === undefined ? undefined : known[reason])?.() ?? errors.NO_TOKEN(asked);
}
