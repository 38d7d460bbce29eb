import { describe, expect, it } from "@jest/globals";
import { readEnvironment } from "../../src/config/environment.ts";
import { configKeys } from "../../src/config/schema.ts";

describe("variables", () => {
  it("set every member that makes sense outside a file", () => {
    const { data, warnings } = readEnvironment({
      TESTCAR_TESTS: "/srv/tests",
      TESTCAR_WAIT_FOR: ".complete",
      TESTCAR_TARGET: "http://a",
      TESTCAR_PLUGINS: "artillery-runner, oauth,,",
      TESTCAR_ENVIRONMENT: "staging",
      TESTCAR_ONLY: "a.yml",
      TESTCAR_CONCURRENCY: "2",
      TESTCAR_TIMEOUT: "90s",
      TESTCAR_TEST_TIMEOUT: "500",
      TESTCAR_GRACE: "5s",
      TESTCAR_FAIL_FAST: "true",
      TESTCAR_ALLOW_EMPTY: "false",
      TESTCAR_MAX_OUTPUT: "100000",
      TESTCAR_REQUIRED_REPORTERS: "junit-reporter",
      TESTCAR_FORMAT: "json",
      TESTCAR_LOG_LEVEL: "debug",
    });
    expect(warnings).toEqual([]);
    expect(data).toEqual({
      tests: "/srv/tests",
      waitFor: ".complete",
      target: "http://a",
      plugins: ["artillery-runner", "oauth"],
      environment: "staging",
      only: ["a.yml"],
      concurrency: 2,
      timeout: "90s",
      testTimeout: 500,
      grace: "5s",
      failFast: true,
      allowEmpty: false,
      maxOutput: 100_000,
      requiredReporters: ["junit-reporter"],
      format: "json",
      logLevel: "debug",
    });
    expect(new Set([...Object.keys(data), "$schema", "extends"])).toEqual(new Set(configKeys));
  });

  it("that are empty count as not set, as Kubernetes' optional references leave them", () => {
    expect(readEnvironment({ TESTCAR_TARGET: "", TESTCAR_TESTS: undefined })).toEqual({
      data: {},
      warnings: [],
    });
  });

  it("of others are none of our business", () => {
    expect(readEnvironment({ PATH: "/bin", TEST_CAR: "x", testcar_target: "y" })).toEqual({
      data: {},
      warnings: [],
    });
  });

  it.each([
    [
      "TESTCAR_TARGT",
      "The variable TESTCAR_TARGT is not one of Testcar's and is ignored. Did you mean TESTCAR_TARGET?",
    ],
    [
      "TESTCAR_QQQQQQQQQQQQQQQ",
      "The variable TESTCAR_QQQQQQQQQQQQQQQ is not one of Testcar's and is ignored.",
    ],
    ["TESTCAR_EXTENDS", expect.stringContaining("is ignored")],
  ])("that look like ours and are not are told: %s", (name, warning) => {
    expect(readEnvironment({ [name]: "x" })).toEqual({ data: {}, warnings: [warning] });
  });

  it.each(["TESTCAR", "TESTCAR_TARGET", "TESTCAR_A_B"])(
    "that Kubernetes sets for a Service (%s_…) are passed over in silence",
    (service) => {
      const names = [
        "SERVICE_HOST",
        "SERVICE_PORT",
        "SERVICE_PORT_HTTP",
        "PORT",
        "PORT_80_TCP",
        "PORT_80_TCP_PROTO",
        "PORT_80_TCP_PORT",
        "PORT_80_TCP_ADDR",
        "PORT_53_UDP_ADDR",
      ];
      const env = Object.fromEntries(names.map((name) => [`${service}_${name}`, "x"]));
      expect(readEnvironment(env)).toEqual({ data: {}, warnings: [] });
    },
  );
});
