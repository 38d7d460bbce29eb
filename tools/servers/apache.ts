import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "./certificates.ts";
import { requirePackages } from "./debian.ts";
import { faketimeEnvironment } from "./faketime.ts";
import type { Kdc } from "./kdc.ts";
import { freePort } from "./ports.ts";
import { startDaemon } from "./processes.ts";
import { scratchDirectory } from "./scratch.ts";

/** How Apache guards a service. */
export interface ApacheOptions {
  readonly kdc: Pick<Kdc, "env" | "service">;
  /** Origin of the service behind it. */
  readonly upstream: string;
  /** Path that wants Kerberos, with all below it; default: `/token`. */
  readonly protect?: string;
  /** Principals that may pass, with their realm; others get 403. Default: every one of the realm. */
  readonly allowedPrincipals?: readonly string[];
  /** Default: the present keys of `HTTP/localhost`. */
  readonly keytab?: string;
  /** Moves Apache's clock, for example `+10m`. */
  readonly faketime?: string;
  /** Serves https with it. */
  readonly certificate?: Certificate;
}

/** A running Apache. */
export interface Apache extends AsyncDisposable {
  /** Its origin. The host is `localhost`, as the service's principal says. */
  readonly url: string;
  readonly port: number;
  readonly errorLog: () => Promise<string>;
  /** Ends the process; `restart` starts it again on the same port. */
  readonly halt: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const MODULES = [
  "mpm_event",
  "authn_core",
  "authz_core",
  "authz_user",
  "auth_gssapi",
  "headers",
  "proxy",
  "proxy_http",
];

interface Site extends ApacheOptions {
  readonly directory: string;
  readonly port: number;
  readonly keytab: string;
}

/**
 * The configuration: what comes from outside as `X-Remote-User` is dropped, and the principal is put in its place. The
 * service behind never sees the Negotiate token: to an OAuth server it would look like a second client authentication.
 */
function httpdConf(site: Site): string {
  const { directory, certificate } = site;
  const modules = [...MODULES, ...(certificate === undefined ? [] : ["ssl"])];
  const scheme = certificate === undefined ? "http" : "https";
  return `ServerName localhost
ServerRoot ${directory}
Listen 127.0.0.1:${site.port}
PidFile ${directory}/httpd.pid
DefaultRuntimeDir ${directory}
Mutex file:${directory} default
ErrorLog ${directory}/error.log
LogLevel warn auth_gssapi:debug
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
StartServers 1
ServerLimit 1
ThreadLimit 64
ThreadsPerChild 64
MaxRequestWorkers 64
GracefulShutdownTimeout 1
${certificate === undefined ? "" : `SSLEngine on\nSSLCertificateFile ${certificate.certFile}\nSSLCertificateKeyFile ${certificate.keyFile}\nSSLSessionCache none`}
ProxyPreserveHost On
ProxyPass / ${site.upstream}/ retry=0
RequestHeader unset X-Remote-User early
RequestHeader set X-Forwarded-Proto ${scheme}
<Location ${site.protect ?? "/token"}>
  AuthType GSSAPI
  AuthName testcar
  GssapiCredStore keytab:${site.keytab}
  GssapiAllowedMech krb5
  AuthzSendForbiddenOnFailure On
  Require ${site.allowedPrincipals === undefined ? "valid-user" : `user ${site.allowedPrincipals.join(" ")}`}
  RequestHeader set X-Remote-User expr=%{REMOTE_USER}
  RequestHeader unset Authorization
</Location>
`;
}

/**
 * Starts Apache with mod_auth_gssapi in front of a service.
 *
 * @see https://github.com/gssapi/mod_auth_gssapi
 */
export async function startApache(options: ApacheOptions): Promise<Apache> {
  requirePackages("apache2-bin", "libapache2-mod-auth-gssapi");
  const keytab = options.keytab ?? (await options.kdc.service()).keytab;
  const { path: directory, remove } = await scratchDirectory("apache");
  const port = await freePort();
  const file = join(directory, "httpd.conf");
  await writeFile(file, httpdConf({ ...options, directory, port, keytab }), { mode: 0o644 });
  const errorLog = (): Promise<string> => readFile(join(directory, "error.log"), "utf8").catch(() => "");
  const start = () =>
    startDaemon(
      {
        file: "apache2",
        args: ["-d", directory, "-f", file, "-DFOREGROUND"],
        env: { ...options.kdc.env, KRB5RCACHEDIR: directory, ...faketimeEnvironment(options.faketime) },
      },
      port,
    );
  let daemon = await start().catch(async (error: unknown) => {
    const log = await errorLog();
    await remove();
    throw new Error(`Apache does not start: ${log}`, { cause: error });
  });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await remove();
  };
  return {
    url: `${options.certificate === undefined ? "http" : "https"}://localhost:${port}`,
    port,
    errorLog,
    halt: () => daemon.stop(),
    restart: async () => {
      daemon = await start();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
