import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { makeDirectory } from "../run/temporary.ts";

const preload = join(import.meta.dirname, "../../inside/preload.mjs");

/** A package laid out as Artillery is, whose command loads what Artillery's command line would. */
const makePackage = () =>
  makeDirectory({
    "artillery/package.json": '{"type":"commonjs"}',
    "artillery/bin/run.js": `
      const os = require("node:os");
      const cpus = os.cpus().length;
      const commands = require("../../@oclif/core/load.js");
      const platforms = require("../lib/launch-platform.js");
      const direct = require("../lib/platform/aws-lambda/index.js").name;
      console.log(JSON.stringify({ cpus, parallelism: os.availableParallelism(), commands, platforms, direct }));`,
    "@oclif/core/load.js":
      'module.exports = ["run", "run-fargate"].map((name) => require("../../artillery/lib/cmds/" + name + ".js").name);',
    "artillery/lib/cmds/run.js": "module.exports = class Run {};",
    "artillery/lib/cmds/run-fargate.js": "module.exports = class Fargate {};",
    "artillery/lib/launch-platform.js":
      'module.exports = ["aws-lambda", "az/aci.js", "local"].map((name) => require("./platform/" + name).name);',
    "artillery/lib/platform/aws-lambda/index.js": "module.exports = class Lambda {};",
    "artillery/lib/platform/az/aci.js": "module.exports = class Aci {};",
    "artillery/lib/platform/local/index.js": "module.exports = class Local {};",
  });

function run(directory: string, env: Record<string, string>) {
  const args = ["--import", preload, join(directory, "artillery/bin/run.js")];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8" }));
}

describe("preload", () => {
  test("shows Artillery its processors, and stands in for what runs tests in a cloud", () => {
    const directory = makePackage();
    const env = { TESTCAR_ARTILLERY: join(directory, "artillery"), TESTCAR_PROCESSORS: "3" };
    expect(run(directory, env)).toEqual({
      cpus: 3,
      parallelism: 3,
      commands: ["Run", "Unavailable"],
      platforms: ["Unavailable", "Unavailable", "Local"],
      // Whoever else loads such a file gets the real one.
      direct: "Lambda",
    });
  });

  test("can leave the cloud in its place", () => {
    const directory = makePackage();
    const env = { TESTCAR_ARTILLERY: join(directory, "artillery"), TESTCAR_SKIP_CLOUD: "0" };
    expect(run(directory, env)).toMatchObject({
      commands: ["Run", "Fargate"],
      platforms: ["Lambda", "Aci", "Local"],
    });
  });

  test("does nothing in another program, such as one that a test starts", () => {
    const directory = makePackage();
    const env = { TESTCAR_ARTILLERY: "/elsewhere/artillery", TESTCAR_PROCESSORS: "77" };
    const { cpus, commands } = run(directory, env);
    expect(cpus).not.toBe(77);
    expect(commands).toEqual(["Run", "Fargate"]);
  });

  test("refuses in clear words to be a cloud", () => {
    const code = `const U = require(${JSON.stringify(join(preload, "../unavailable.cjs"))}); class P extends U {}; try { new P() } catch (e) { console.log(e.message) }`;
    expect(execFileSync(process.execPath, ["-e", code], { encoding: "utf8" })).toMatch(
      /not loaded: Testcar runs tests/,
    );
  });
});
