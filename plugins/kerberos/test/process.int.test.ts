import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Secret } from "@testcar/core";
import { errorOf } from "../../../packages/core/test/credentials/credential-run.ts";
import { eventually } from "../../../packages/core/test/eventually.ts";
import {
  type BlackHole,
  type Kdc,
  krb5Conf,
  startBlackHole,
  startKdc,
} from "../../../tools/servers/index.ts";
import { startChild } from "../src/child.ts";
import { startRun } from "./run.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CHILD = here("../inside/child.mjs");
const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C" };
const forever = new AbortController().signal;

/** The processes that a process has started. */
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);

/** What can be read of every process: arguments, or variables. */
function everywhere(what: "cmdline" | "environ"): string {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/${what}`, "latin1");
      } catch {
        return "";
      }
    })
    .join("\n");
}

describe("the native module", () => {
  it("is installed here: without it, nothing of this plugin is tested", async () => {
    const child = startChild(env);
    try {
      expect(await child.ask({ operation: "load" }, forever)).toEqual({});
    } finally {
      await child.close();
    }
  });

  describe("where it is not", () => {
    let folder: string;
    const modules = (): string => join(folder, "node_modules/kerberos");

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "kerberos-test-"));
      await cp(CHILD, join(folder, "inside/child.mjs"));
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    const load = async () => {
      const child = startChild(env, join(folder, "inside/child.mjs"));
      try {
        return await errorOf(child.ask({ operation: "load" }, forever));
      } finally {
        await child.close();
      }
    };

    it("is told with what to install", async () => {
      const error = await load();
      expect(error).toMatchObject({
        code: "TESTCAR_KERBEROS_MODULE_MISSING",
        message: "The module kerberos is not installed",
        exitCode: 4,
      });
      expect(error.hint).toMatch(/libkrb5-dev.*g\+\+.*python3.*npm install kerberos@7\.0\.0/);
    });

    it("is told when npm was forbidden to build it, and when its binary is of no use", async () => {
      const installed = here("../../../node_modules/kerberos");
      await mkdir(modules(), { recursive: true });
      for (const part of ["package.json", "lib"])
        await cp(join(installed, part), join(modules(), part), { recursive: true });
      expect((await load()).message).toBe("The module kerberos is installed, but its binary was not built");
      await mkdir(join(modules(), "build/Release"), { recursive: true });
      await writeFile(join(modules(), "build/Release/kerberos.node"), "junk");
      expect((await load()).message).toBe(
        "The module kerberos is installed, but its binary cannot be loaded",
      );
    });
  });
});

describe("a KDC that never answers", () => {
  let kdc: Kdc;
  let hole: BlackHole;
  let config: string;

  beforeAll(async () => {
    kdc = await startKdc();
    hole = await startBlackHole();
    config = join(kdc.directory, "silent.conf");
    await writeFile(config, krb5Conf({ realm: kdc.realm, port: hole.port, directory: kdc.directory }));
  });

  afterAll(async () => {
    await hole?.stop();
    await kdc?.stop();
  });

  it("costs a log-in no more than the deadline, and leaves no process behind", async () => {
    const { keytab, name } = await kdc.addPrincipal("testcar");
    const children = childrenOf(process.pid);
    await using run = await startRun();
    const before = hole.connections();
    const error = await run.fail({ principal: name, keytab, config, deadline: "5s" });
    expect(error).toMatchObject({
      code: "TESTCAR_KERBEROS_KDC_SILENT",
      message: `The KDC gave no ticket for ${name} within 5 s (${config})`,
    });
    expect(hole.connections()).toBeGreaterThan(before);
    await eventually(() => childrenOf(process.pid).every((pid) => children.includes(pid)));
  });

  it("costs a request no more than the deadline; the next one gets a process of its own", async () => {
    const { keytab, name } = await kdc.addPrincipal("cached");
    const cache = join(kdc.directory, "cached.ccache");
    await kdc.kinit(name, { cache, keytab });
    await using run = await startRun();
    const credential = await run.obtain({ cache, config, deadline: "3s" });
    for (let left = 2; left > 0; left -= 1) {
      const request = { url: "http://localhost/", method: "GET" };
      const asked = Array.from({ length: 6 }, () => errorOf(credential.authorize(request)));
      for (const error of await Promise.all(asked)) {
        expect(error).toMatchObject({
          code: "TESTCAR_KERBEROS_KDC_SILENT",
          message: expect.stringContaining("no ticket for HTTP/localhost within 3 s") as unknown,
        });
      }
    }
  });

  it("makes nobody see the password meanwhile, nor after it", async () => {
    const canary = "canary-7f3b-of-the-sea";
    await using run = await startRun();
    const before = hole.connections();
    const failed = run.fail({
      principal: "ada@TESTCAR.TEST",
      password: new Secret(canary, "${env:PASSWORD}"),
      config,
      deadline: "5s",
    });
    await eventually(() => hole.connections() > before);
    const seen = everywhere("cmdline") + everywhere("environ");
    expect(seen).toContain("kinit");
    expect(seen).not.toContain(canary);
    const error = await failed;
    expect(error.code).toBe("TESTCAR_KERBEROS_KDC_SILENT");
    expect(inspect(error, { depth: 20, showHidden: true }) + run.logged()).not.toContain(canary);
    for (const name of await readdir(run.directory, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      expect(await readFile(join(name.parentPath, name.name), "latin1")).not.toContain(canary);
    }
  });

  it("does not keep a process alive whose agent was killed", async () => {
    const { keytab, name } = await kdc.addPrincipal("orphan");
    const cache = join(kdc.directory, "orphan.ccache");
    await kdc.kinit(name, { cache, keytab });
    const before = hole.connections();
    const agent = spawn(
      process.execPath,
      ["--conditions=testcar:source", here("fixtures/holds-identity.ts"), "HTTP@localhost"],
      {
        env: { ...env, KRB5_CONFIG: config, KRB5CCNAME: `FILE:${cache}` },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await once(agent.stdout, "data");
    await eventually(() => hole.connections() > before);
    const [child = 0] = childrenOf(agent.pid ?? 0);
    expect(existsSync(`/proc/${child}`)).toBe(true);
    agent.kill("SIGKILL");
    const isGone = (): boolean =>
      !existsSync(`/proc/${child}`) || / Z /.test(readFileSync(`/proc/${child}/stat`, "latin1"));
    await eventually(isGone);
  });
});
