import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { requirePackages } from "./debian.ts";
import { faketimeEnvironment } from "./faketime.ts";
import { type ClientConfiguration, kdcConf, krb5Conf } from "./krb5-conf.ts";
import { freePort } from "./ports.ts";
import { type Daemon, type Ended, execute, startDaemon, succeed } from "./processes.ts";
import { scratchDirectory } from "./scratch.ts";

/** How a realm is made. */
export interface KdcOptions {
  /** Default: `TESTCAR.TEST`. */
  readonly realm?: string;
  /** Longest life of a ticket, in seconds; default: ten hours. */
  readonly ticketLife?: number;
  /** Moves the KDC's clock, for example `+10m`. */
  readonly faketime?: string;
}

/** How a principal is made. */
export interface PrincipalSettings {
  /** Without it, the key is random: only the keytab opens it. */
  readonly password?: string;
  /** Longest life of its tickets, in seconds. */
  readonly maxLife?: number;
  readonly expiredPassword?: boolean;
  readonly locked?: boolean;
}

/** A principal. */
export interface Principal {
  /** With the realm. */
  readonly name: string;
  /** File with its present key; changes of the key leave it as it is. */
  readonly keytab: string;
}

/** How `kinit` gets a ticket. */
export interface KinitSettings {
  /** The cache's file. */
  readonly cache: string;
  readonly keytab?: string;
  readonly password?: string;
  /** Life of the ticket, in seconds. */
  readonly life?: number;
  /** Moves the client's clock, for example `+10m`. */
  readonly faketime?: string;
}

/** A ticket that the KDC has issued. */
export interface IssuedTicket {
  /** `AS`: a log-in; `TGS`: a ticket for a service. */
  readonly exchange: "AS" | "TGS";
  readonly client: string;
  readonly server: string;
}

/** A running realm. */
export interface Kdc extends AsyncDisposable {
  readonly realm: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  readonly directory: string;
  /** What a client needs in its environment: `KRB5_CONFIG`. */
  readonly env: { readonly KRB5_CONFIG: string };
  readonly addPrincipal: (name: string, settings?: PrincipalSettings) => Promise<Principal>;
  /** The principal `HTTP/host` of a web server; made at the first call. */
  readonly service: (host?: string) => Promise<Principal>;
  /** Writes the present keys of principals into one new keytab; gives its file. */
  readonly addKeytab: (...names: readonly string[]) => Promise<string>;
  /** Gives a principal a new random key, or the password: keytabs written before are stale. */
  readonly changeKey: (name: string, password?: string) => Promise<void>;
  readonly deletePrincipal: (name: string) => Promise<void>;
  readonly lock: (name: string) => Promise<void>;
  readonly unlock: (name: string) => Promise<void>;
  readonly expirePassword: (name: string) => Promise<void>;
  /** Runs Debian's own `kinit` as the user of this process. */
  readonly kinit: (name: string, settings: KinitSettings) => Promise<Ended>;
  /** The tickets that the KDC has issued so far. */
  readonly issued: () => Promise<readonly IssuedTicket[]>;
  /** What the KDC has logged: every request, with its outcome. */
  readonly log: () => Promise<string>;
  /** Ends the process and keeps the realm: the KDC is lost. */
  readonly halt: () => Promise<void>;
  /** Starts it again on the same port. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

function issuedTickets(log: string): readonly IssuedTicket[] {
  const lines = log.matchAll(/(AS|TGS)_REQ .*: ISSUE: .*\}, (\S+) for (\S+)$/gm);
  return Array.from(lines, ([, exchange, client = "", server = ""]) => {
    return { exchange: exchange === "AS" ? "AS" : "TGS", client, server };
  });
}

/** A word as `kadmin.local` reads it. */
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;

/**
 * Makes a Kerberos realm, and starts its KDC (MIT `krb5kdc`) on a free TCP port.
 *
 * @example
 * ```ts
 * await using kdc = await startKdc();
 * const { keytab } = await kdc.addPrincipal("testcar");
 * const env = { ...kdc.env, KRB5_CLIENT_KTNAME: keytab, KRB5CCNAME: "MEMORY:" };
 * ```
 */
export async function startKdc(options: KdcOptions = {}): Promise<Kdc> {
  requirePackages("krb5-kdc", "krb5-admin-server", "krb5-user");
  const realm = options.realm ?? "TESTCAR.TEST";
  const scratch = await scratchDirectory("kdc");
  const directory = scratch.path;
  const configuration: ClientConfiguration = { realm, port: await freePort(), directory };
  const env = { KRB5_CONFIG: join(directory, "krb5.conf") };
  const serverEnv = { ...env, KRB5_KDC_PROFILE: join(directory, "kdc.conf") };
  let daemon: Daemon | undefined;

  const restart = async (): Promise<void> => {
    daemon = await startDaemon(
      {
        file: "krb5kdc",
        args: ["-n", "-r", realm, "-P", join(directory, "kdc.pid")],
        env: { ...serverEnv, ...faketimeEnvironment(options.faketime) },
      },
      configuration.port,
    );
  };
  const halt = async (): Promise<void> => daemon?.stop();
  const stop = async (): Promise<void> => {
    await halt();
    await scratch.remove();
  };

  try {
    await writeFile(env.KRB5_CONFIG, krb5Conf(configuration), { mode: 0o644 });
    await writeFile(serverEnv.KRB5_KDC_PROFILE, kdcConf(configuration, options.ticketLife ?? 36_000), {
      mode: 0o644,
    });
    await succeed({
      file: "kdb5_util",
      args: ["create", "-s", "-r", realm, "-P", "master"],
      env: serverEnv,
    });
    await restart();
  } catch (error) {
    await stop();
    throw error;
  }

  /** Commands go through standard input: passwords are not to be seen in the list of processes. */
  const administer = async (...commands: readonly string[]): Promise<void> => {
    const { stderr } = await succeed(
      // The name matters to nobody, but a user without an entry in /etc/passwd has none to default to.
      { file: "kadmin.local", args: ["-r", realm, "-p", "testcar/admin"], env: serverEnv },
      `${commands.join("\n")}\n`,
    );
    // It ends with 0 whatever fails; problems start with the long name of the command.
    const problem = /^(?:\w+_principal|change_password|ktadd|kadmin\.local): .*/m.exec(stderr);
    if (problem !== null) throw new Error(problem[0]);
  };

  const log = (): Promise<string> => readFile(join(directory, "kdc.log"), "utf8").catch(() => "");
  let keytabs = 0;
  const newKeytab = (name: string): string => {
    keytabs += 1;
    return join(directory, `${keytabs}-${name.replaceAll(/[^\w.-]/g, "_")}.keytab`);
  };
  const keep = (keytab: string, name: string): string =>
    `ktadd -k ${quoted(keytab)} -norandkey ${quoted(name)}`;

  const addPrincipal = async (name: string, settings: PrincipalSettings = {}): Promise<Principal> => {
    const keytab = newKeytab(name);
    const flags = [
      settings.password === undefined ? "-randkey" : `-pw ${quoted(settings.password)}`,
      ...(settings.maxLife === undefined ? [] : [`-maxlife ${quoted(`${settings.maxLife} seconds`)}`]),
      ...(settings.expiredPassword === true ? ["-pwexpire yesterday"] : []),
      ...(settings.locked === true ? ["-allow_tix"] : []),
    ];
    await administer(`addprinc ${flags.join(" ")} ${quoted(name)}`, keep(keytab, name));
    return { name: `${name}@${realm}`, keytab };
  };

  const services = new Map<string, Promise<Principal>>();
  const service = (host = "localhost"): Promise<Principal> => {
    const known = services.get(host) ?? addPrincipal(`HTTP/${host}`);
    services.set(host, known);
    return known;
  };

  return {
    realm,
    port: configuration.port,
    directory,
    env,
    addPrincipal,
    service,
    addKeytab: async (...names) => {
      const keytab = newKeytab(names.join("-"));
      await administer(...names.map((name) => keep(keytab, name)));
      return keytab;
    },
    changeKey: (name, password) =>
      administer(`cpw ${password === undefined ? "-randkey" : `-pw ${quoted(password)}`} ${quoted(name)}`),
    deletePrincipal: (name) => administer(`delprinc -force ${quoted(name)}`),
    lock: (name) => administer(`modprinc -allow_tix ${quoted(name)}`),
    unlock: (name) => administer(`modprinc +allow_tix ${quoted(name)}`),
    expirePassword: (name) => administer(`modprinc -pwexpire yesterday ${quoted(name)}`),
    kinit: (name, { cache, keytab, password, life, faketime }) => {
      const options = [
        "-c",
        `FILE:${cache}`,
        ...(keytab === undefined ? [] : ["-k", "-t", keytab]),
        ...(life === undefined ? [] : ["-l", `${life}s`]),
      ];
      return execute(
        {
          file: "kinit",
          args: [...options, name],
          env: { ...env, ...faketimeEnvironment(faketime) },
          user: {},
        },
        password === undefined ? "" : `${password}\n`,
      );
    },
    issued: async () => issuedTickets(await log()),
    log,
    halt,
    restart,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
