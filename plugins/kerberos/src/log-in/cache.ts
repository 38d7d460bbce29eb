import { readFile, writeFile } from "node:fs/promises";
import { reasonOf } from "@testcar/core";
import { errors } from "../errors.ts";
import { parseCache, type TicketCache } from "../formats/ccache.ts";
import type { LogIn } from "./log-in.ts";

const read = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: unknown) => {
    throw errors.CACHE_MISSING({ path, reason: reasonOf(error) }, error);
  });

/** Copies a cache: tickets for services would be added to the original. */
export async function copyCache(path: string, copy: string): Promise<void> {
  await writeFile(copy, await read(path), { mode: 0o600 });
}

const isOf = (owner: string, principal: string): boolean =>
  principal.includes("@") ? owner === principal : owner.startsWith(`${principal}@`);

function parse(bytes: Buffer, path: string): TicketCache {
  if (bytes.length === 0) throw errors.NO_CREDENTIALS({ path, principal: undefined });
  try {
    return parseCache(bytes);
  } catch (error) {
    throw errors.CACHE_INVALID({ path }, error);
  }
}

/**
 * Reads who is logged in, and until when.
 *
 * @param named - The path that errors name.
 * @param principal - Whose cache it has to be.
 * @throws TESTCAR_KERBEROS_CACHE_INVALID, _NO_CREDENTIALS, _TICKET_EXPIRED
 */
export async function readCache(path: string, named: string, principal: string | undefined): Promise<LogIn> {
  const cache = parse(await read(path), named);
  const { expiresAt } = cache;
  if (expiresAt === undefined || (principal !== undefined && !isOf(cache.principal, principal)))
    throw errors.NO_CREDENTIALS({ path: named, principal });
  if (expiresAt.getTime() <= Date.now())
    throw errors.TICKET_EXPIRED({ path: named, principal: cache.principal, since: expiresAt });
  return { principal: cache.principal, expiresAt };
}
