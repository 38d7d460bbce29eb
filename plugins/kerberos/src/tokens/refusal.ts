import { errors } from "../errors.ts";
import { configOf, type Identity, realmOf } from "../identity.ts";
import { reasonOfText } from "../reasons.ts";
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
  switch (reasonOfText(text)) {
    case "kdc-unreachable":
      return errors.KDC_UNREACHABLE({ realm, config });
    case "realm-unknown":
      return errors.REALM_UNKNOWN({ realm, config });
    case "config-invalid":
      return errors.CONFIG_INVALID({ config });
    case "service-unknown":
      return errors.SERVICE_UNKNOWN(asked);
    case "account-locked":
      return errors.ACCOUNT_LOCKED({ principal });
    case "clock-skew":
      return errors.CLOCK_SKEW({ principal });
    case "ticket-expired":
      return errors.TICKET_EXPIRED({ path: cache, principal, since: new Date() });
    case "no-credentials":
      return errors.NO_CREDENTIALS({ path: cache, principal });
    case "encryption-type":
      return errors.ENCRYPTION_TYPE({ principal });
    default:
      return errors.NO_TOKEN(asked);
  }
}
