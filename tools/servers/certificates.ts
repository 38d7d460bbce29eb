import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { requirePackages } from "./debian.ts";
import { faketimeEnvironment } from "./faketime.ts";
import { succeed } from "./processes.ts";
import { scratchDirectory } from "./scratch.ts";

/** A certificate with its key: PEM texts, and the files that hold them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Certificates for one test, in a temporary directory. */
export interface Certificates extends AsyncDisposable {
  readonly directory: string;
  /** A private authority, which signs those below unless said otherwise. */
  readonly ca: Certificate;
  /** For `localhost` and `127.0.0.1`. */
  readonly server: Certificate;
  /** As `server`, but expired since long. */
  readonly expiredServer: Certificate;
  /** As `server`, signed by itself. */
  readonly selfSignedServer: Certificate;
  /** Subject `CN=testcar-client`. */
  readonly client: Certificate;
  /** Subject `CN=testcar-client`, signed by itself. */
  readonly selfSignedClient: Certificate;
  readonly stop: () => Promise<void>;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;
const LOOPBACK = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"] as const;

/** Makes the certificates with `openssl`, on P-256 keys. */
export async function createCertificates(): Promise<Certificates> {
  requirePackages("openssl", "faketime");
  const { path: directory, remove } = await scratchDirectory("certificates");

  const make = async (name: string, args: readonly string[], clock?: string): Promise<Certificate> => {
    const certFile = join(directory, `${name}.crt`);
    const keyFile = join(directory, `${name}.key`);
    await succeed({
      file: "openssl",
      args: ["req", "-x509", "-sha256", ...KEY, "-keyout", keyFile, "-out", certFile, ...args],
      env: faketimeEnvironment(clock),
    });
    await chmod(keyFile, 0o600);
    return {
      certFile,
      keyFile,
      cert: await readFile(certFile, "utf8"),
      key: await readFile(keyFile, "utf8"),
    };
  };

  try {
    const ca = await make("ca", ["-subj", "/CN=Testcar test authority", "-days", "3650"], "-2d");
    const signed = [
      "-CA",
      ca.certFile,
      "-CAkey",
      ca.keyFile,
      "-addext",
      "basicConstraints=CA:FALSE",
    ] as const;
    const server = ["-subj", "/CN=localhost", ...LOOPBACK] as const;
    const client = ["-subj", "/CN=testcar-client"] as const;
    const [served, expiredServer, selfSignedServer, signedClient, selfSignedClient] = await Promise.all([
      make("server", [...signed, ...server, "-days", "30"]),
      make("expired-server", [...signed, ...server, "-days", "1"], "-40d"),
      make("self-signed-server", [...server, "-days", "30"]),
      make("client", [...signed, ...client, "-days", "30"]),
      make("self-signed-client", [...client, "-days", "30"]),
    ]);
    return {
      directory,
      ca,
      server: served,
      expiredServer,
      selfSignedServer,
      client: signedClient,
      selfSignedClient,
      stop: remove,
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
