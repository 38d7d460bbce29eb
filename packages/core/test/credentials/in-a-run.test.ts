import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { ExecuteContext, PreflightContext } from "../../src/contexts.ts";
import type { CredentialSource } from "../../src/credentials/credential.ts";
import type { RunReport } from "../../src/model.ts";
import type { Plugin, PluginApi } from "../../src/plugins/define.ts";
import type { RunRequest } from "../../src/prepare.ts";
import type { Exec } from "../../src/process/exec.ts";
import { run } from "../../src/run.ts";
import { clean, folder } from "../folders.ts";
import { builtIn, requestOf } from "../requests.ts";
import { passed } from "../stages/suites.ts";

type Work = (context: PreflightContext, testcar: PluginApi) => Promise<unknown>;

/** A plugin with one tap in preflight. */
const provider = (
  name: string,
  { provides = [], needs = [] }: { provides?: readonly string[]; needs?: readonly string[] },
  work?: Work,
): Plugin => ({
  name,
  apiVersion: 1,
  provides: () => provides,
  needs: () => needs,
  apply: (testcar) => {
    if (work === undefined) return;
    testcar.hooks.preflight.tapPromise(name, async (context) => void (await work(context, testcar)));
  },
});

/** What a program of the test prints. */
async function printedBy(exec: Exec, expression: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  await exec(process.execPath, ["-p", expression], { onOutput: (chunk) => void chunks.push(chunk) });
  return Buffer.concat(chunks).toString().trim();
}

const word = (id: string, more: Partial<CredentialSource> = {}): CredentialSource => ({
  id,
  kind: "word",
  origins: [],
  obtain: async () => ({}),
  ...more,
});

async function runWith(
  plugins: readonly Plugin[],
  {
    execute = async () => undefined,
    ...request
  }: Partial<RunRequest> & {
    execute?: (context: ExecuteContext) => Promise<unknown>;
  } = {},
) {
  const told: { run?: RunReport; tests: number } = { tests: 0 };
  const runner: Plugin = {
    name: "runner",
    apiVersion: 1,
    apply({ hooks }) {
      hooks.discover.tap("runner", (suite, { files }) => ({
        ...suite,
        tests: files.map((file) => ({ id: file.path, name: file.path, runner: "x", file })),
      }));
      hooks.execute.for("x").tapPromise("runner", async (_test, context) => {
        told.tests += 1;
        await execute(context);
        return passed;
      });
      hooks.report.tap("runner", (report) => {
        told.run = report;
        for (const { output } of report.tests)
          if (output?.file !== undefined) clean(dirname(dirname(output.file)));
      });
    },
  };
  const { request: whole, stderr } = requestOf({
    directory: folder({ "package.json": "{}", "tests/a": "x" }),
    builtIn: [runner, ...plugins].map(builtIn),
    flags: { tests: "tests", target: "http://sut:8080" },
    ...request,
  });
  const outcome = await run(whole);
  const codes = outcome.reasons.map(({ code, plugin }) => [code.replace("TESTCAR_", ""), plugin]);
  return { outcome, codes, told, stderr: stderr() };
}

describe("providers in preflight", () => {
  it("run at the same time when they are independent, and in turn when they are not", async () => {
    const steps: string[] = [];
    const both = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
    // Each waits for the other: in series, neither would ever end.
    const meets = (own: "a" | "b", other: "a" | "b") =>
      provider(own, { provides: [own] }, async ({ provide }) => {
        both[own].resolve();
        await both[other].promise;
        await provide(word(own));
        steps.push(own);
      });
    const last = provider(
      "last",
      { provides: ["last"], needs: ["a", "b"] },
      async ({ provide }, { credentials }) => {
        steps.push(`last has ${credentials.get("a").id}${credentials.get("b").id}`);
        await provide(word("last"));
      },
    );
    const { outcome } = await runWith([last, meets("a", "b"), meets("b", "a")]);
    expect(outcome.verdict).toBe("passed");
    expect(steps.at(-1)).toBe("last has ab");
  });

  it("let those who need a credential start as soon as it is there", async () => {
    const started = Promise.withResolvers<void>();
    const first = provider("first", { provides: ["a"] }, async ({ provide }) => {
      await provide(word("a"));
      await started.promise;
    });
    const second = provider("second", { needs: ["a"] }, async () => started.resolve());
    expect((await runWith([first, second])).outcome.verdict).toBe("passed");
  });

  it("are told all their problems at once; who needed a failed one is skipped, and says which", async () => {
    const fails = (name: string) =>
      provider(name, { provides: [name] }, () => Promise.reject(new Error(`no ${name}`)));
    const never = async (): Promise<never> => {
      throw new Error("it must not run");
    };
    const { codes, outcome, told } = await runWith([
      fails("kerberos"),
      provider("oauth", { provides: ["oauth"], needs: ["kerberos"] }, never),
      provider("client", { needs: ["oauth"] }, never),
      fails("other"),
      provider("untapped", { provides: ["untapped"] }),
      provider("forgets", { provides: ["forgotten"] }, async () => undefined),
    ]);
    expect(new Set(codes.map((told) => told.join(" ")))).toEqual(
      new Set([
        "PLUGIN_PREFLIGHT_FAILED kerberos",
        "PLUGIN_PREFLIGHT_FAILED other",
        "CREDENTIAL_SKIPPED oauth",
        "CREDENTIAL_SKIPPED client",
        "CREDENTIAL_NOT_PROVIDED untapped",
        "CREDENTIAL_NOT_PROVIDED forgets",
      ]),
    );
    const messages = outcome.reasons.map(({ message }) => message);
    expect(messages).toContain("oauth was skipped: it needs kerberos, which failed");
    expect(messages).toContain("client was skipped: it needs oauth, which failed");
    expect([outcome.verdict, told.tests]).toEqual(["error", 0]);
  });

  it("may be two of one plugin, each with its own name", async () => {
    const oauth: Plugin<unknown> = {
      ...provider("oauth", {}),
      options: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
      provides: (options) => [(options as { as: string }).as],
      apply: ({ hooks }, options) =>
        hooks.preflight.tapPromise("oauth", async ({ provide }) => {
          const id = (options as { as: string }).as;
          await provide(word(id, { environment: () => ({ [id.toUpperCase()]: id }) }));
        }),
    };
    let printed: unknown;
    const config = "plugins: [[oauth, {as: shop}], [oauth, {as: bank}]]";
    const { outcome } = await runWith([oauth], {
      directory: folder({ "package.json": "{}", "tests/a": "x", "testcar.config.yaml": config }),
      execute: async ({ exec }) => {
        printed = await printedBy(exec, "[process.env.SHOP, process.env.BANK].join()");
      },
    });
    expect([outcome.verdict, printed]).toEqual(["passed", "shop,bank"]);
  });

  it("are not charged with the time that they wait for others", async () => {
    let elapsed = 0;
    const slow = provider("slow", { provides: ["a"] }, async ({ provide }) => {
      elapsed += 150;
      await provide(word("a"));
    });
    const quick = provider("quick", { needs: ["a"] }, async () => undefined);
    const clock = { now: () => new Date(), elapsed: () => elapsed };
    // The one that waits comes first, so that its wait has begun.
    const { told } = await runWith([quick, slow], { clock });
    const of = (name: string) => told.run?.plugins.find((plugin) => plugin.name === name)?.durationMs;
    expect([of("slow"), of("quick")]).toEqual([150, 0]);
  });

  it("blame nobody when the run is stopped, neither who asks nor who waits", async () => {
    const stop = new AbortController();
    const asks = provider("asks", { provides: ["a"] }, async ({ provide }) => {
      const obtain: CredentialSource["obtain"] = ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("socket hang up")));
          stop.abort({ kind: "signal", signal: "SIGTERM" });
        });
      await provide(word("a", { obtain }));
    });
    const waits = provider("waits", { needs: ["a"] }, async () => undefined);
    const { outcome, codes } = await runWith([asks, waits], { signal: stop.signal });
    expect([outcome.verdict, codes]).toEqual([
      "interrupted",
      [
        ["RUN_STOPPED", undefined],
        ["RUN_SKIPPED", undefined],
      ],
    ]);
  });
});

describe("the processes of a test", () => {
  it("have the variables and the socket of the credentials; the agent has not", async () => {
    const owner = provider("owner", { provides: ["krb"] }, async ({ provide }) => {
      await provide(
        word("krb", {
          origins: ["http://sut:8080"],
          authorize: async () => ({ headers: { authorization: "Negotiate abc" }, isReusable: false }),
          files: () => ({ ccache: "ticket" }),
          environment: (_grant, directory) => ({ KRB5CCNAME: `FILE:${directory}/ccache` }),
        }),
      );
    });
    const seen: { env: Record<string, string>; headers: unknown; modes: readonly number[]; root: string }[] =
      [];
    const { outcome } = await runWith([owner], {
      execute: async ({ exec, requests, workDirectory }) => {
        const env: Record<string, string> = JSON.parse(await printedBy(exec, "JSON.stringify(process.env)"));
        const { headers } = await requests.authorize({ url: "http://sut:8080/x", method: "GET" });
        const cache = env["KRB5CCNAME"]?.replace("FILE:", "") ?? "";
        const modes = [cache, dirname(cache), env["TESTCAR_CREDENTIALS_SOCKET"] ?? ""].map(
          (path) => statSync(path).mode & 0o777,
        );
        seen.push({ env, headers, modes, root: dirname(dirname(workDirectory)) });
      },
    });
    expect(outcome.verdict).toBe("passed");
    const [{ env, headers, modes, root } = { env: {}, headers: {}, modes: [], root: "" }] = seen;
    expect(headers).toEqual({ authorization: "Negotiate abc" });
    expect(modes).toEqual([0o600, 0o700, 0o600]);
    expect(Object.keys(env)).toEqual(expect.arrayContaining(["KRB5CCNAME", "TESTCAR_CREDENTIALS_SOCKET"]));
    expect(process.env["KRB5CCNAME"]).toBeUndefined();
    expect([root === "", existsSync(root)]).toEqual([false, false]);
  });

  it("have neither when there are no credentials", async () => {
    let text = "";
    await runWith([], {
      execute: async ({ exec }) => {
        text = await printedBy(exec, "JSON.stringify(process.env)");
      },
    });
    expect(JSON.parse(text)).not.toHaveProperty("TESTCAR_CREDENTIALS_SOCKET");
  });
});

describe("after the run nothing of a credential is left", () => {
  const keeper = (places: string[], closed: string[]) =>
    provider("keeper", { provides: ["kept"] }, async ({ provide }) => {
      await provide(
        word("kept", {
          obtain: async ({ directory }) => {
            places.push(directory);
            return { expiresAt: new Date(Date.now() + 3_600_000) };
          },
          files: () => ({ token: "hunter22-of-the-sea" }),
          close: () => void closed.push("kept"),
        }),
      );
    });

  it.each(["preflight fails", "the run is stopped", "everything is well"])("when %s", async (what) => {
    const places: string[] = [];
    const closed: string[] = [];
    const stop = new AbortController();
    const failing = provider("failing", { needs: ["kept"] }, async () => {
      if (what === "preflight fails") throw new Error("no");
      if (what === "the run is stopped") stop.abort({ kind: "signal", signal: "SIGTERM" });
    });
    const { outcome } = await runWith([keeper(places, closed), failing], { signal: stop.signal });
    const verdicts = { "preflight fails": "error", "the run is stopped": "interrupted" };
    expect(outcome.verdict).toBe(Reflect.get(verdicts, what) ?? "passed");
    expect([places.length, closed]).toEqual([1, ["kept"]]);
    const root = dirname(dirname(places[0] ?? ""));
    expect(basename(root)).toMatch(/^testcar-/);
    expect(existsSync(root)).toBe(false);
  });

  it("and no timer keeps the process", async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const stop = new AbortController();
    await runWith([keeper([], [])], { signal: stop.signal });
    stop.abort({ kind: "signal", signal: "SIGTERM" });
    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBeLessThanOrEqual(
      before,
    );
  });
});
