// What is in the image, and what is not.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import { readLog } from "@testcar/report";
import { startServer } from "../../truth-table/server.js";
import { podman, tryPodman } from "../podman.ts";
import { images, inPod, isWhole } from "../suite.ts";

const truthTable = fileURLToPath(new URL("../../truth-table/", import.meta.url));
const restrictions = ["--read-only", "--cap-drop=all", "--tmpfs=/tmp:rw,mode=1777"];

const INSIDE = `
const { existsSync, globSync } = require("node:fs");
console.log(JSON.stringify({
  kerberos: Object.keys(require("/opt/testcar/node_modules/kerberos")),
  kinit: existsSync("/usr/bin/kinit"),
  compilers: ["/usr/bin/g++", "/usr/bin/gcc", "/usr/bin/make"].filter(existsSync),
  npmrc: globSync(["/opt/testcar/**/.npmrc", "/opt/testcar/**/npmrc", "/root/**/*", "/tmp/**/*", "/run/secrets/**/*"]),
}));
`;

inPod("the native module of Kerberos and kinit are there; npm's tokens and compilers are not", async () => {
  const run = ["run", "--rm", "--network=none", "--user=0", "--entrypoint=node", images.agent, "-e", INSIDE];
  const { kerberos, ...others } = JSON.parse(await podman(run));
  expect(kerberos).toContain("initializeClient");
  expect(others).toEqual({ kinit: true, compilers: [], npmrc: [] });
  const labels = await podman(["inspect", "--format", "{{json .Config.Labels}}", images.agent]);
  expect(labels).toContain("org.opencontainers");
});

/** One script of each sort; the build has run others. All of them with TESTCAR_PODS_ALL=1. */
const ONLY = ["passing/csv.yml", "passing/script.ts", "passing/websocket.yml", "checks/expect-fails.yml"];

inPod(
  `${isWhole ? "all scripts" : "scripts"} of the truth table end with the trimmed Artillery as with a whole one`,
  async () => {
    const server = await startServer();
    try {
      const { stdout } = await tryPodman([
        "run",
        "--rm",
        "--network=host",
        ...restrictions,
        `--volume=${truthTable}:/etc/testcar:ro`,
        `--env=TRUTH_TABLE_SUT=http://127.0.0.1:${server.port}`,
        `--env=TRUTH_TABLE_SUT_WS=ws://127.0.0.1:${server.port}`,
        images.agent,
        "run",
        "--format=json",
        ...(isWhole ? [] : ONLY.flatMap((file) => ["--only", file])),
      ]);
      const cases: readonly { file: string; status: string }[] = JSON.parse(
        readFileSync(`${truthTable}cases.json`, "utf8"),
      );
      const expected = Object.fromEntries(cases.map(({ file, status }) => [file, status]));
      const { verdict, completeness, tests } = readLog(stdout);
      expect({ verdict, completeness }).toEqual({ verdict: "failed", completeness: "complete" });
      expect(tests.map(({ test: file, status }) => [file, status])).toEqual(
        tests.map(({ test: file }) => [file, expected[file]]),
      );
      if (isWhole) expect(tests.length).toBeGreaterThan(50);
      else expect(tests.map(({ test: file }) => file).sort()).toEqual(ONLY.toSorted());
    } finally {
      await server.close();
    }
  },
  1_200_000,
);

const browser = fileURLToPath(new URL("../browser/", import.meta.url));

inPod("a script for a browser is told that Playwright is missing", async () => {
  const volume = `--volume=${browser}:/etc/testcar:ro`;
  const run = [
    "run",
    "--rm",
    "--network=none",
    ...restrictions,
    volume,
    images.agent,
    "run",
    "--format=json",
  ];
  const { stdout } = await tryPodman(run);
  expect(stdout).toContain(
    "engine playwright specified but module artillery-engine-playwright could not be loaded",
  );
  expect(stdout).toContain("Cannot find package 'playwright'");
  expect(readLog(stdout)).toMatchObject({ verdict: "error", exitCode: 6, completeness: "complete" });
});
