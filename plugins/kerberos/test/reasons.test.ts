import { expect, it } from "@jest/globals";
import { reasonOfText } from "../src/reasons.ts";

it.each([
  ["Cannot contact any KDC for realm 'X'", "kdc-unreachable"],
  ['Cannot find KDC for realm "X"', "realm-unknown"],
  ["kinit: Configuration file does not specify default realm when parsing name ada", "realm-unknown"],
  ["An invalid name was supplied: Improper format of Kerberos configuration file", "config-invalid"],
  ["Included profile file could not be read", "config-invalid"],
  ["Client 'gone@X' not found in Kerberos database", "principal-unknown"],
  ["Server HTTP/gone@X not found in Kerberos database", "service-unknown"],
  ["Password has expired", "password-expired"],
  ["Password expired.  You must change it now.\nkinit: Cannot read password", "password-expired"],
  ["kinit: Password incorrect while getting initial credentials", "password-wrong"],
  ["Client's credentials have been revoked", "account-locked"],
  ["Client's entry in database has expired", "account-locked"],
  ["Clock skew too great", "clock-skew"],
  ["Ticket not yet valid", "clock-skew"],
  ["Ticket expired", "ticket-expired"],
  ["Key version is not available", "service-key"],
  ["Cannot decrypt ticket for HTTP/x@X using keytab key for HTTP/x@X", "service-key"],
  ["Preauthentication failed", "key-wrong"],
  ["KDC has no support for encryption type", "encryption-type"],
  ["Request is a replay", "replay"],
  ["No Kerberos credentials available (default cache: FILE:/x)", "no-credentials"],
  ["SPNEGO cannot find mechanisms to negotiate", undefined],
])("%s", (text, reason) => {
  expect(reasonOfText(text)).toBe(reason);
});
