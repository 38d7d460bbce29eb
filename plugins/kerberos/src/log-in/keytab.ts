import { readFile } from "node:fs/promises";
import { reasonOf } from "@testcar/core";
import { type Child, KerberosFailure, startChild } from "../child.ts";
import { errors } from "../errors.ts";
import { parseKeytab } from "../formats/keytab.ts";
import { environmentOf, type Identity } from "../identity.ts";
import { logInError } from "./refusal.ts";

/** The principal whose key is to be used. The library's own complaints do not tell these cases apart. */
async function principalOf(path: string, wanted: string | undefined): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw errors.KEYTAB_UNREADABLE({ path, reason: reasonOf(error) }, error);
  });
  let principals: readonly string[];
  try {
    principals = parseKeytab(bytes);
  } catch (error) {
    throw errors.KEYTAB_INVALID({ path }, error);
  }
  const [first] = principals;
  if (first === undefined) throw errors.KEYTAB_INVALID({ path });
  if (wanted === undefined) return first;
  const isThere = principals.some((principal) =>
    wanted.includes("@") ? principal === wanted : principal.startsWith(`${wanted}@`),
  );
  // A backslash escapes what a keytab writes plainly: only the library can tell.
  if (!isThere && !wanted.includes("\\"))
    throw errors.KEYTAB_PRINCIPAL({ path, principal: wanted, principals });
  return wanted;
}

/**
 * Logs in by a keytab.
 *
 * @param idle - A process that does nothing else yet. Without it, one is started for the log-in alone: it can be killed
 * without harm to the tokens that are being made.
 */
export async function logInByKeytab(
  identity: Identity,
  keytab: string,
  cache: string,
  signal: AbortSignal,
  idle: Child | undefined,
): Promise<void> {
  const principal = await principalOf(keytab, identity.principal);
  const child = idle ?? startChild(environmentOf(identity, cache));
  try {
    await child.ask({ operation: "logIn", principal, keytab, cache }, signal);
  } catch (error) {
    if (!(error instanceof KerberosFailure)) throw error;
    throw logInError(error.message, identity, principal, keytab);
  } finally {
    if (child !== idle) await child.close();
  }
}
