import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import { createInvocation, type Job } from "../../src/run/invocation.ts";

const artillery = { version: "2.0.34", directory: "/app/node_modules/artillery", bin: "/app/bin/run" };
const job: Job = {
  script: "/tests/smoke.yml",
  directory: "/tests",
  limits: { cpus: 4 },
  eventsFile: "/work/events.jsonl",
  outputFile: "/work/output.json",
};

describe("createInvocation", () => {
  test("runs the user's Artillery in the tests directory, without telemetry", () => {
    const { file, args, env, cwd } = createInvocation(artillery, job, {});
    expect(file).toBe(process.execPath);
    expect(existsSync(fileURLToPath(args[1] ?? ""))).toBe(true);
    expect(args.slice(2)).toEqual([
      "/app/bin/run",
      "run",
      "/tests/smoke.yml",
      "--output",
      "/work/output.json",
    ]);
    expect(cwd).toBe("/tests");
    expect(env).toMatchObject({
      ARTILLERY_DISABLE_TELEMETRY: "1",
      TESTCAR_ARTILLERY: artillery.directory,
      TESTCAR_EVENTS_FILE: "/work/events.jsonl",
      TESTCAR_PROCESSORS: "4",
    });
    expect(env).not.toHaveProperty("NODE_OPTIONS");
  });

  test("hands on what was asked for", () => {
    const given = { ...job, configFile: "/tests/config.yml", target: "http://sut", environment: "staging" };
    const options = {
      variables: { a: [1] },
      overrides: { config: { phases: [] } },
      insecure: true,
      memoryMiB: 200,
    };
    const { args } = createInvocation(artillery, given, options);
    expect(args[2]).toBe("--max-old-space-size=200");
    expect(args.slice(6).join(" ")).toBe(
      '--output /work/output.json --config /tests/config.yml --environment staging --target http://sut --variables {"a":[1]} --overrides {"config":{"phases":[]}} --insecure',
    );
  });

  test("puts a secret into the environment, and nowhere else", () => {
    const env = { TOKEN: new Secret("hunter22", "${env:TOKEN}"), NODE_OPTIONS: "--no-warnings" };
    const invocation = createInvocation(artillery, job, { env });
    expect(invocation.env).toMatchObject({ TOKEN: "hunter22", NODE_OPTIONS: "--no-warnings" });
    expect(JSON.stringify(invocation.args)).not.toContain("hunter22");
  });

  test("keeps the plugins that the user adds through the environment, and comes last", () => {
    const plugins = ({ env }: { env: Readonly<Record<string, string>> }) =>
      JSON.parse(env["ARTILLERY_PLUGINS"] ?? "");
    const env = { ARTILLERY_PLUGINS: '{"testcar":{},"mine":{"a":1}}' };
    const merged = plugins(createInvocation(artillery, job, { env }));
    expect(Object.keys(merged)).toEqual(["mine", "testcar"]);
    expect(merged.testcar.scope).toMatch(/\/inside\/artillery-plugin-$/);
    const broken = plugins(createInvocation(artillery, job, { env: { ARTILLERY_PLUGINS: "[" } }));
    expect(Object.keys(broken)).toEqual(["testcar"]);
  });

  test("lets the user choose another compile cache", () => {
    const cached = { ...job, compileCache: "/cache" };
    expect(createInvocation(artillery, cached, {}).env).toMatchObject({ NODE_COMPILE_CACHE: "/cache" });
    const env = { NODE_COMPILE_CACHE: "/mine" };
    expect(createInvocation(artillery, cached, { env }).env).toMatchObject(env);
  });
});
