import { globSync } from "node:fs";
import { requirePackages } from "./debian.ts";

/**
 * Environment that moves a program's clock. It does not work for Node itself, which loads the native Kerberos module
 * past LD_PRELOAD: move the clock of a server, or of `kinit`, instead.
 *
 * @param offset - as faketime writes it, for example `+10m`
 */
export function faketimeEnvironment(offset: string | undefined): Readonly<Record<string, string>> {
  if (offset === undefined) return {};
  requirePackages("faketime");
  const [library] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");
  if (library === undefined) throw new Error("libfaketimeMT.so.1 is not in /usr/lib/*/faketime");
  // A monotonic clock that jumps makes waiting programs hang.
  return { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
}
