import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { caseRunner, configuration, createProject, type Ended, fixture, type Project } from "./testcar.ts";

const inPlugins = (path: string): string => fileURLToPath(new URL(`../plugins/${path}`, import.meta.url));
const schema = inPlugins("junit-reporter/test/fixtures/jenkins-junit.xsd");
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const isCtrf = ajv.compile(
  JSON.parse(readFileSync(inPlugins("ctrf-reporter/test/fixtures/ctrf-schema-0.0.json"), "utf8")),
);

const reporters = [
  ["junit-reporter", { file: "reports/junit.xml" }],
  ["ctrf-reporter", { file: "reports/ctrf.json" }],
];

const projectWith = (tests: Readonly<Record<string, string>>, plugins: readonly unknown[] = [], rest = {}) =>
  createProject({
    ...tests,
    "testcar.config.yaml": configuration([caseRunner, ...plugins, ...reporters], rest),
  });

/** Both reports of a run, proved to be valid. */
function reportsOf(project: Project) {
  const xml = readFileSync(project.path("reports/junit.xml"), "utf8");
  const lint = spawnSync("xmllint", ["--noout", "--nonet", "--schema", schema, "-"], {
    input: xml,
    encoding: "utf8",
  });
  expect({ status: lint.status, complaints: lint.status === 0 ? "" : lint.stderr }).toEqual({
    status: 0,
    complaints: "",
  });
  const ctrf = JSON.parse(readFileSync(project.path("reports/ctrf.json"), "utf8"));
  expect({ isValid: isCtrf(ctrf), errors: isCtrf.errors }).toEqual({ isValid: true, errors: null });
  // Nothing half-written is left.
  expect(readdirSync(project.path("reports")).toSorted()).toEqual(["ctrf.json", "junit.xml"]);
  const at = (name: string): number =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(xml)?.[1]);
  return {
    xml,
    ctrf,
    junit: { tests: at("tests"), failures: at("failures"), errors: at("errors"), skipped: at("skipped") },
    summary: ctrf.results.summary,
  };
}

const codesOf = ({ reading }: Ended) => reading.finished?.reasons.map(({ code }) => code);

describe("the reports of a run", () => {
  test("that passed say so", async () => {
    using project = projectWith({ "tests/a.case": "true\n" }, [], { target: "http://127.0.0.1:8080" });
    const { code } = await project.testcar(["run"]);
    expect(code).toBe(0);
    const { xml, junit, summary, ctrf } = reportsOf(project);
    expect(junit).toEqual({ tests: 1, failures: 0, errors: 0, skipped: 0 });
    expect(xml).toContain('<testcase name="a.case" classname="testcar.case"');
    expect(xml).toContain('<property name="testcar.target" value="http://127.0.0.1:8080"/>');
    expect(summary).toMatchObject({ tests: 1, passed: 1, failed: 0 });
    expect(ctrf.results.environment.healthy).toBe(true);
  });

  test("that failed say why, and show what was printed", async () => {
    using project = projectWith({
      "tests/a.case": "true\n",
      "tests/b.case": "printf \\033[31mno<stock>\\000\\n\nfalse\n",
    });
    const { code } = await project.testcar(["run"]);
    expect(code).toBe(1);
    const { xml, junit, summary, ctrf } = reportsOf(project);
    expect(junit).toEqual({ tests: 2, failures: 1, errors: 0, skipped: 0 });
    expect(xml).toContain('<failure message="false ended with exit code 1" type="MY_RUNNER_COMMAND_FAILED">');
    expect(xml).toContain("<system-out>no&lt;stock&gt;");
    expect(summary).toMatchObject({ tests: 2, passed: 1, failed: 1 });
    expect(ctrf.results.tests[1]).toMatchObject({
      status: "failed",
      stdout: [expect.stringContaining("no<stock>")],
    });
  });

  test("whose preflight failed are no pass: no test ran", async () => {
    const throws = [fixture("plugins/throws.ts"), { in: "preflight" }];
    using project = projectWith({ "tests/a.case": "true\n" }, [throws]);
    const { code } = await project.testcar(["run"]);
    expect(code).toBe(4);
    const { xml, junit, summary } = reportsOf(project);
    expect(junit).toEqual({ tests: 1, failures: 0, errors: 1, skipped: 0 });
    expect(xml).toContain("thrown by the plugin");
    expect(summary).toMatchObject({ tests: 1, passed: 0, failed: 1 });
  });

  test("that found no tests are no pass either", async () => {
    using project = projectWith({ "tests/readme.md": "" });
    const { code } = await project.testcar(["run"]);
    expect(code).toBe(5);
    expect(reportsOf(project).junit).toMatchObject({ tests: 1, errors: 1 });
  });

  test.each([
    ["interrupted", 143, []],
    ["timed-out", 124, ["--timeout", "6s"]],
  ])("that was %s are written all the same", async (verdict, exitCode, args) => {
    using project = projectWith({
      "tests/a.case": `node ${fixture("programs/forever.js")}\n`,
      "tests/b.case": "true\n",
    });
    const run = project.start(["run", ...args]);
    await run.printed("parent is process ");
    if (verdict === "interrupted") run.child.kill("SIGTERM");
    const { code } = await run.ended;
    expect(code).toBe(exitCode);
    const { xml, junit, summary, ctrf } = reportsOf(project);
    expect(junit).toEqual({ tests: 2, failures: 0, errors: 1, skipped: 1 });
    expect(xml).toContain(`<property name="testcar.verdict" value="${verdict}"/>`);
    expect(xml).toContain("parent is process");
    expect(summary).toMatchObject({ failed: 1, skipped: 1 });
    expect(ctrf.results.tests[0]).toMatchObject({ rawStatus: verdict });
  });

  test("of an agent that was killed are not there, nor those of the run before", async () => {
    using project = projectWith({ "tests/a.case": `node ${fixture("programs/forever.js")}\n` });
    mkdirSync(project.path("reports"));
    for (const name of ["junit.xml", "ctrf.json"])
      spawnSync("sh", ["-c", `echo passed > "$0"`, project.path(`reports/${name}`)]);
    const run = project.start(["run"]);
    await run.printed("parent is process ");
    run.child.kill("SIGKILL");
    await run.ended;
    expect(readdirSync(project.path("reports"))).toEqual([]);
  });

  test("hold no secret that a test prints, or that is in a reason", async () => {
    const secret = "correct-horse-battery-staple";
    const takesAnything = `{ "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }`;
    using project = createProject({
      "tests/a.case": `echo token ${secret}\nls /${secret}\n`,
      secret,
      "knows.js": `export default { name: "knows", apiVersion: 1, options: ${takesAnything}, apply() {} };`,
      "testcar.config.yaml": configuration([
        caseRunner,
        ["./knows.js", { secret: "${file:./secret}" }],
        ...reporters,
      ]),
    });
    const { code } = await project.testcar(["run"]);
    expect(code).toBe(1);
    const { xml, ctrf } = reportsOf(project);
    expect(xml).toMatch(/<failure message="ls [^"]* ended with exit code 2".*<system-out>token /s);
    expect(xml + JSON.stringify(ctrf)).not.toContain(secret);
  });
});

describe("a report that cannot be written", () => {
  test.each([
    ["junit-reporter", "TESTCAR_JUNIT_NOT_WRITTEN"],
    ["ctrf-reporter", "TESTCAR_CTRF_NOT_WRITTEN"],
  ])("by %s is told, and an error when it is required", async (name, code) => {
    using project = createProject({
      "tests/a.case": "true\n",
      "taken/a": "",
      "testcar.config.yaml": configuration([caseRunner, [name, { file: "taken" }]]),
    });
    const told = await project.testcar(["run"]);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.stderr)).toMatchObject({
      plugin: name,
      message: `The ${name.startsWith("junit") ? "JUnit" : "CTRF"} report ${project.path("taken")} cannot be written: it is a directory`,
    });
    const required = await project.testcar(["run"], { env: { TESTCAR_REQUIRED_REPORTERS: name } });
    expect(required.code).toBe(7);
    expect(required.reading.finished?.reason).toContain("cannot be written");
    expect(existsSync(project.path("taken/a"))).toBe(true);
    const explained = await project.testcar(["explain", code]);
    expect(explained.stdout).toContain("Name a place");
    expect(codesOf(required)).toHaveLength(1);
  });
});
