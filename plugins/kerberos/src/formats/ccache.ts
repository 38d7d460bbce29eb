import { Reader } from "./reader.ts";

/** What a ticket cache says of itself. */
export interface TicketCache {
  /** Whose tickets they are. */
  readonly principal: string;
  /** When the ticket-granting ticket ends, by the clock of this machine; missing when there is no ticket. */
  readonly expiresAt: Date | undefined;
}

/** The header's field that says how far the KDC's clock is ahead. */
const TIME_OFFSET = 1;

/** The realm of entries that are no tickets but settings of the library. */
const SETTINGS = "X-CACHECONF:";

interface Principal {
  readonly realm: string;
  readonly components: readonly string[];
}

const counted = (reader: Reader): Buffer => reader.take(reader.u32());

function readPrincipal(reader: Reader): Principal {
  reader.u32();
  const count = reader.u32();
  const realm = counted(reader).toString();
  const components: string[] = [];
  for (let left = count; left > 0; left -= 1) components.push(counted(reader).toString());
  return { realm, components };
}

/** Addresses, authorization data: a count, and so many pairs of a type and data. */
function skipList(reader: Reader): void {
  for (let left = reader.u32(); left > 0; left -= 1) {
    reader.u16();
    counted(reader);
  }
}

interface Ticket {
  readonly server: Principal;
  /** Seconds since 1970, by the KDC's clock. */
  readonly end: number;
}

function readTicket(reader: Reader, version: number): Ticket {
  readPrincipal(reader);
  const server = readPrincipal(reader);
  reader.take(version === 3 ? 4 : 2);
  counted(reader);
  reader.take(8);
  const end = reader.u32();
  reader.take(4 + 1 + 4);
  skipList(reader);
  skipList(reader);
  counted(reader);
  counted(reader);
  return { server, end };
}

/** How many seconds the KDC's clock is ahead of this machine's. */
function readHeader(reader: Reader): number {
  const header = new Reader(reader.take(reader.u16()));
  let offset = 0;
  while (header.left > 0) {
    const tag = header.u16();
    const field = new Reader(header.take(header.u16()));
    if (tag === TIME_OFFSET) offset = field.i32();
  }
  return offset;
}

/**
 * Reads the cache of a FILE: its owner, and how long the log-in is valid.
 *
 * @throws Error when it is no ticket cache of version 3 or 4.
 * @see https://web.mit.edu/kerberos/krb5-1.20/doc/formats/ccache_file_format.html
 */
export function parseCache(bytes: Buffer): TicketCache {
  const reader = new Reader(bytes);
  const format = reader.u8();
  const version = reader.u8();
  if (format !== 5 || (version !== 3 && version !== 4)) throw new Error("It is no ticket cache");
  const offset = version === 4 ? readHeader(reader) : 0;
  const owner = readPrincipal(reader);
  const tickets: Ticket[] = [];
  while (reader.left > 0) tickets.push(readTicket(reader, version));
  const real = tickets.filter(({ server }) => server.realm !== SETTINGS);
  const granting = real.filter(({ server }) => server.components[0] === "krbtgt");
  const ends = (granting.length > 0 ? granting : real).map(({ end }) => end);
  return {
    principal: `${owner.components.join("/")}@${owner.realm}`,
    expiresAt: ends.length === 0 ? undefined : new Date((Math.max(...ends) - offset) * 1000),
  };
}
