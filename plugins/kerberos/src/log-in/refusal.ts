import { TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { configOf, type Identity, realmOf } from "../identity.ts";
import { type Reason, reasonOfText } from "../reasons.ts";

/**
 * The error for a log-in that failed.
 *
 * @param text - What the libraries said.
 * @param path - The keytab.
 */
export function logInError(text: string, identity: Identity, principal: string, path: string): Error {
  const config = configOf(identity);
  const realm = realmOf(principal);
  const wrong = (): Error =>
    identity.proof.type === "password"
      ? errors.PASSWORD_WRONG({ principal })
      : errors.KEY_STALE({ principal, path });
  const known: Readonly<Partial<Record<Reason, () => Error>>> = {
    "kdc-unreachable": () => new TransientError(errors.KDC_UNREACHABLE({ realm, config })),
    "realm-unknown": () => errors.REALM_UNKNOWN({ realm, config }),
    "config-invalid": () => errors.CONFIG_INVALID({ config }),
    "principal-unknown": () => errors.PRINCIPAL_UNKNOWN({ principal }),
    "key-wrong": wrong,
    "password-wrong": wrong,
    "password-expired": () => errors.PASSWORD_EXPIRED({ principal }),
    "account-locked": () => errors.ACCOUNT_LOCKED({ principal }),
    "clock-skew": () => errors.CLOCK_SKEW({ principal }),
    "encryption-type": () => errors.ENCRYPTION_TYPE({ principal }),
  };
  const reason = reasonOfText(text);
  return (reason === undefined ? undefined : known[reason])?.() ?? errors.LOG_IN_FAILED({ principal });
}
