import { TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { configOf, type Identity, realmOf } from "../identity.ts";
import { reasonOfText } from "../reasons.ts";

/**
 * The error for a log-in that failed.
 *
 * @param text - What the libraries said.
 * @param path - The keytab.
 */
export function logInError(text: string, identity: Identity, principal: string, path: string): Error {
  const config = configOf(identity);
  const realm = realmOf(principal);
  switch (reasonOfText(text)) {
    case "kdc-unreachable":
      return new TransientError(errors.KDC_UNREACHABLE({ realm, config }));
    case "realm-unknown":
      return errors.REALM_UNKNOWN({ realm, config });
    case "config-invalid":
      return errors.CONFIG_INVALID({ config });
    case "principal-unknown":
      return errors.PRINCIPAL_UNKNOWN({ principal });
    case "key-wrong":
    case "password-wrong":
      return identity.proof.type === "password"
        ? errors.PASSWORD_WRONG({ principal })
        : errors.KEY_STALE({ principal, path });
    case "password-expired":
      return errors.PASSWORD_EXPIRED({ principal });
    case "account-locked":
      return errors.ACCOUNT_LOCKED({ principal });
    case "clock-skew":
      return errors.CLOCK_SKEW({ principal });
    case "encryption-type":
      return errors.ENCRYPTION_TYPE({ principal });
    default:
      return errors.LOG_IN_FAILED({ principal });
  }
}
