import type { ExecuteContext } from "@testcar/core";
import { errors } from "../errors.ts";
import { type Command, templatesOf } from "../options.ts";
import { headersOf } from "../template.ts";

/**
 * The headers that a command asks for, as a request to the target would carry them. Nothing is asked for otherwise.
 *
 * @throws TESTCAR_EXEC_NO_HEADER, TESTCAR_EXEC_HEADER_FOR_ONE_REQUEST, TESTCAR_CREDENTIAL_EXPIRED
 */
export async function headersFor(
  command: Command,
  { target, requests }: Pick<ExecuteContext, "target" | "requests">,
): Promise<Readonly<Record<string, string>>> {
  const names = new Set(templatesOf(command).flatMap((text) => [...headersOf(text)]));
  if (names.size === 0 || target === undefined) return {};
  const { headers, reusableUntil, credential } = await requests.authorize({ url: target, method: "GET" });
  for (const header of names) {
    const asked = { command: command.name, header };
    if (headers[header] === undefined) throw errors.NO_HEADER({ ...asked, url: target });
    if (credential !== undefined && reusableUntil === undefined) throw errors.HEADER_FOR_ONE_REQUEST(asked);
  }
  return headers;
}
