import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { reasonOf } from "@testcar/core";
import { errors } from "../errors.ts";

/** What of fetch is used: Node's own, and that of undici, whose types differ. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: "manual";
    readonly signal: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body: AsyncIterable<Uint8Array> | null;
}>;

/** Files of TLS, by the options that name them; absolute paths. */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly certificateKey?: string | undefined;
}

async function read(option: keyof TlsFiles, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw errors.FILE({ option, path, reason: reasonOf(error) });
  }
}

// OpenSSL would find out in the middle of the first connection, and ignores an authority that it cannot read.
function check(option: keyof TlsFiles, path: string | undefined, use: () => unknown, reason: string): void {
  if (path === undefined) return;
  try {
    use();
  } catch {
    throw errors.FILE({ option, path, reason });
  }
}

/** A fetch with certificates as they are now: they are renewed while a pod lives. */
export async function openFetch(
  files: TlsFiles,
): Promise<{ readonly fetch: Fetch; readonly close: () => Promise<void> }> {
  const paths = [files.ca, files.certificate, files.certificateKey];
  if (paths.every((path) => path === undefined)) return { fetch, close: () => Promise.resolve() };
  const [ca, cert, key] = await Promise.all([
    read("ca", files.ca),
    read("certificate", files.certificate),
    read("certificateKey", files.certificateKey),
  ]);
  check("ca", files.ca, () => new X509Certificate(ca ?? ""), "there is no certificate (PEM) in it");
  check(
    "certificate",
    files.certificate,
    () => new X509Certificate(cert ?? ""),
    "there is no certificate (PEM) in it",
  );
  check(
    "certificateKey",
    files.certificateKey,
    () => createSecureContext({ cert, key }),
    "it is not the key (PEM, not encrypted) of the certificate",
  );
  const { Agent, fetch: fetchBy } = await import("../undici.ts");
  const dispatcher = new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    },
  });
  return {
    fetch: (url, init) => fetchBy(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}
