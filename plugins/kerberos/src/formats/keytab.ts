import { Reader } from "./reader.ts";

function readPrincipal(reader: Reader): string {
  const components = reader.u16();
  const counted = (): string => reader.take(reader.u16()).toString();
  const realm = counted();
  return `${Array.from({ length: components }, counted).join("/")}@${realm}`;
}

/**
 * The principals whose keys are in a keytab, each once, in their order.
 *
 * @throws Error when it is no keytab of version 2.
 * @see https://web.mit.edu/kerberos/krb5-1.20/doc/formats/keytab_file_format.html
 */
export function parseKeytab(bytes: Buffer): readonly string[] {
  const reader = new Reader(bytes);
  if (reader.u8() !== 5 || reader.u8() !== 2) throw new Error("It is no keytab");
  const principals = new Set<string>();
  // A negative length is a hole; a zero ends the file.
  while (reader.left >= 4) {
    const length = reader.i32();
    if (length === 0) break;
    const entry = reader.take(Math.abs(length));
    if (length > 0) principals.add(readPrincipal(new Reader(entry)));
  }
  return [...principals];
}
