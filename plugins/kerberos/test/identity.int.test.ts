import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Secret } from "@testcar/core";
import { closedPort, type Kdc, krb5Conf, startKdc } from "../../../tools/servers/index.ts";
import { type Run, startRun } from "./run.ts";

const password = (value: string): Secret => new Secret(value, "${env:PASSWORD}");

let kdc: Kdc;
let run: Run;
let config: string;

beforeAll(async () => {
  kdc = await startKdc();
  config = kdc.env.KRB5_CONFIG;
});

afterAll(() => kdc?.stop());

/** Every case gets a run of its own: an id is provided once. */
const inRun = async <T>(work: () => Promise<T>): Promise<T> => {
  await using own = await startRun();
  run = own;
  return await work();
};

const fail = (options: Readonly<Record<string, unknown>>) =>
  inRun(async () => {
    const error = await run.fail({ config, ...options });
    return { code: error.code.replace("TESTCAR_KERBEROS_", ""), message: error.message, run };
  });

describe("a keytab", () => {
  it("logs in without kinit, into a cache that only this user can read", async () => {
    const { name, keytab } = await kdc.addPrincipal("testcar");
    await inRun(async () => {
      const before = Date.now();
      const credential = await run.obtain({ principal: name, keytab, config });
      expect(await credential.current()).toMatchObject({ principal: name });
      const lives = ((await credential.current()).expiresAt.getTime() - before) / 3_600_000;
      expect(lives).toBeCloseTo(10, 1);
      const directory = join(run.directory, "credentials/kerberos");
      expect(await readdir(directory)).toEqual(["ccache"]);
      expect((await stat(join(directory, "ccache"))).mode & 0o777).toBe(0o600);
      expect((await stat(directory)).mode & 0o777).toBe(0o700);
    });
  });

  it("says itself who logs in, where the configuration does not, or leaves the realm away", async () => {
    const { name, keytab } = await kdc.addPrincipal("unnamed");
    await inRun(async () => {
      expect(await (await run.obtain({ keytab, config })).current()).toMatchObject({ principal: name });
    });
    await inRun(async () => {
      const credential = await run.obtain({ principal: "unnamed", keytab, config });
      expect(await credential.current()).toMatchObject({ principal: name });
    });
  });

  it("fails when it is not there, is no keytab, is cut off, or is empty", async () => {
    const { name: principal, keytab } = await kdc.addPrincipal("odd");
    const junk = join(kdc.directory, "junk.keytab");
    expect(await fail({ principal, keytab: "nowhere.keytab" })).toMatchObject({
      code: "KEYTAB_UNREADABLE",
      message: expect.stringMatching(/nowhere\.keytab cannot be read: no such file/) as unknown,
    });
    const whole = await readFile(keytab);
    for (const content of [Buffer.from("junk\n"), whole.subarray(0, 20), Buffer.alloc(0)]) {
      await writeFile(junk, content);
      expect(await fail({ principal, keytab: junk })).toMatchObject({ code: "KEYTAB_INVALID" });
    }
  });

  it("fails when it has keys of others only", async () => {
    const { keytab } = await kdc.addPrincipal("other");
    expect(await fail({ principal: "Other@TESTCAR.TEST", keytab })).toMatchObject({
      code: "KEYTAB_PRINCIPAL",
      message: `${keytab} has no key of Other@TESTCAR.TEST, but of other@TESTCAR.TEST`,
    });
  });

  it("fails when its key is an old one", async () => {
    const { name: principal, keytab } = await kdc.addPrincipal("stale");
    await kdc.changeKey("stale");
    expect(await fail({ principal, keytab })).toMatchObject({ code: "KEY_STALE" });
  });

  it("fails when the KDC does not know the principal, or lets it in no more", async () => {
    const gone = await kdc.addPrincipal("gone");
    await kdc.deletePrincipal("gone");
    expect(await fail({ keytab: gone.keytab })).toMatchObject({ code: "PRINCIPAL_UNKNOWN" });
    const locked = await kdc.addPrincipal("locked", { locked: true });
    expect(await fail({ keytab: locked.keytab })).toMatchObject({ code: "ACCOUNT_LOCKED" });
    const late = await kdc.addPrincipal("late", { expiredPassword: true });
    expect(await fail({ keytab: late.keytab })).toMatchObject({ code: "PASSWORD_EXPIRED" });
  });
});

describe("a password", () => {
  it("logs in by kinit", async () => {
    const { name } = await kdc.addPrincipal("ada", { password: "hunter22 of the sea" });
    await inRun(async () => {
      const options = { principal: name, password: password("hunter22 of the sea"), config };
      expect(await (await run.obtain(options)).current()).toMatchObject({ principal: name });
    });
  });

  it("fails when it is wrong, and is tried only once", async () => {
    await kdc.addPrincipal("bob", { password: "hunter22" });
    expect(await fail({ principal: "bob", password: password("hunter23") })).toMatchObject({
      code: "PASSWORD_WRONG",
      message: "The password of bob is wrong",
    });
    const attempts = (await kdc.log()).match(/AS_REQ.* PREAUTH_FAILED: bob@/g) ?? [];
    expect(attempts).toHaveLength(1);
  });

  it("fails when it has expired, or the account is locked or unknown", async () => {
    const secret = password("hunter22");
    await kdc.addPrincipal("carol", { password: "hunter22", expiredPassword: true });
    expect(await fail({ principal: "carol", password: secret })).toMatchObject({ code: "PASSWORD_EXPIRED" });
    await kdc.addPrincipal("dave", { password: "hunter22", locked: true });
    expect(await fail({ principal: "dave", password: secret })).toMatchObject({ code: "ACCOUNT_LOCKED" });
    expect(await fail({ principal: "nobody", password: secret })).toMatchObject({
      code: "PRINCIPAL_UNKNOWN",
    });
  });

  it("fails when it cannot be one", async () => {
    for (const value of ["two\nlines", "", "hunter22\0"]) {
      const error = await fail({ principal: "ada", password: password(value) });
      expect(error).toMatchObject({ code: "PASSWORD_INVALID" });
    }
  });

  it("fails when there is no kinit", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nonexistent";
    try {
      const error = await fail({ principal: "ada", password: password("hunter22") });
      expect(error).toMatchObject({ code: "KINIT_MISSING" });
    } finally {
      process.env["PATH"] = path;
    }
  });
});

describe("a cache", () => {
  it("is copied, and left as it was", async () => {
    const { name, keytab } = await kdc.addPrincipal("cached");
    await kdc.service();
    const cache = join(kdc.directory, "cached.ccache");
    await kdc.kinit(name, { cache, keytab });
    const before = await readFile(cache);
    await inRun(async () => {
      const credential = await run.obtain({ cache: `FILE:${cache}`, config });
      expect(await credential.current()).toMatchObject({ principal: name });
      await credential.authorize({ url: "http://localhost/", method: "GET" });
    });
    expect(await readFile(cache)).toEqual(before);
  });

  it("fails when there is none, when it is none, and when it is empty or somebody else's", async () => {
    expect(await fail({ cache: "nowhere" })).toMatchObject({ code: "CACHE_MISSING" });
    const { name, keytab } = await kdc.addPrincipal("erin");
    const cache = join(kdc.directory, "erin.ccache");
    await kdc.kinit(name, { cache, keytab });
    expect(await fail({ cache, principal: "frank" })).toMatchObject({ code: "NO_CREDENTIALS" });
    const whole = await readFile(cache);
    await writeFile(cache, whole.subarray(0, whole.length - 30));
    expect(await fail({ cache })).toMatchObject({ code: "CACHE_INVALID" });
    await writeFile(cache, "junk");
    expect(await fail({ cache })).toMatchObject({ code: "CACHE_INVALID" });
    await writeFile(cache, "");
    expect(await fail({ cache })).toMatchObject({ code: "NO_CREDENTIALS" });
  });

  it("fails when its ticket has expired", async () => {
    // Everybody's clock is behind, so that nobody minds: the hour of the ticket has passed.
    await using past = await startKdc({ faketime: "-2h", ticketLife: 3600 });
    const { name, keytab } = await past.addPrincipal("brief");
    const cache = join(past.directory, "brief.ccache");
    await past.kinit(name, { cache, keytab, faketime: "-2h" });
    expect(await fail({ cache })).toMatchObject({
      code: "TICKET_EXPIRED",
      message: expect.stringContaining(`${name} in ${cache} has expired`) as unknown,
    });
  });
});

describe("a realm", () => {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(kdc.directory, name);
    await writeFile(path, text);
    return path;
  };

  it("that cannot be reached is tried again until the deadline", async () => {
    const { keytab } = await kdc.addPrincipal("lonely");
    const closed = await write(
      "closed.conf",
      krb5Conf({ realm: kdc.realm, port: await closedPort(), directory: kdc.directory }),
    );
    const error = await fail({ keytab, config: closed, deadline: "1500ms" });
    expect(error).toMatchObject({
      code: "KDC_UNREACHABLE",
      message: `No KDC of the realm TESTCAR.TEST can be reached (${closed})`,
    });
    expect(error.run.logged()).toContain("trying again");
  });

  it("that nobody describes, or that a broken file describes, is told", async () => {
    const { keytab } = await kdc.addPrincipal("lost");
    const secret = password("hunter22");
    expect(await fail({ keytab, config: "nowhere.conf" })).toMatchObject({ code: "CONFIG_MISSING" });
    const empty = await write("empty.conf", "[libdefaults]\n dns_lookup_kdc = false\n");
    expect(await fail({ keytab, config: empty })).toMatchObject({ code: "REALM_UNKNOWN" });
    expect(await fail({ principal: "ada", password: secret, config: empty })).toMatchObject({
      code: "REALM_UNKNOWN",
    });
    for (const text of ["[libdefaults\n a = b", "include /nonexistent"]) {
      const broken = await write("broken.conf", text);
      expect({ text, ...(await fail({ keytab, config: broken })) }).toMatchObject({ code: "CONFIG_INVALID" });
      expect({
        text,
        ...(await fail({ principal: "ada@TESTCAR.TEST", password: secret, config: broken })),
      }).toMatchObject({ code: "CONFIG_INVALID" });
    }
  });
});
