import { chmodSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, fixture, type Project, type Settings } from "./testcar.ts";

/** Something that is wrong, and what Testcar has to say of it. */
interface BadInput {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What no file can express. */
  readonly arrange?: (project: Project) => void;
  readonly args?: readonly string[];
  readonly settings?: Settings;
  readonly code: string;
  readonly exitCode: number;
  /** In the message: what is wrong, and where. */
  readonly says: RegExp;
  /** In the hint: what to do. */
  readonly hint: RegExp;
}

const passing = { "tests/a.case": "true\n" };
const config = configuration([caseRunner]);
const good = { ...passing, "testcar.config.yaml": config };
const withConfig = (text: string) => ({ ...passing, "testcar.config.yaml": text });
const withPlugin = (plugin: unknown) => withConfig(configuration([caseRunner, plugin]));

/** Permissions do not stop root: as root, the command runs as somebody else. */
const unprivileged: Settings = process.getuid?.() === 0 ? { uid: 65_534 } : {};

const table: readonly BadInput[] = [
  {
    title: "a misspelt flag",
    files: good,
    args: ["--test", "tests"],
    code: "TESTCAR_CONFIG_USAGE",
    exitCode: 2,
    says: /^Unknown option --test$/,
    hint: /Did you mean --tests\?/,
  },
  {
    title: "a flag that every object has",
    files: good,
    args: ["--constructor"],
    code: "TESTCAR_CONFIG_USAGE",
    exitCode: 2,
    says: /Unknown option --constructor/,
    hint: /testcar run --help/,
  },
  {
    title: "a flag without its value",
    files: good,
    args: ["--only"],
    code: "TESTCAR_CONFIG_USAGE",
    exitCode: 2,
    says: /--only needs a value/,
    hint: /--only GLOB/,
  },
  {
    title: "an argument where none is",
    files: good,
    args: ["tests/a.case"],
    code: "TESTCAR_CONFIG_USAGE",
    exitCode: 2,
    says: /Unexpected argument tests\/a\.case/,
    hint: /testcar run --help/,
  },
  {
    title: "a target that is not a URL",
    files: good,
    args: ["--target", "localhost"],
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /^--target: Expected a URL/,
    hint: /docs\/configuration\.md/,
  },
  {
    title: "a target that is a URL of nothing that serves",
    files: withConfig(configuration([caseRunner], { target: "file:///etc/passwd" })),
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /testcar\.config\.yaml: target: Expected a URL/,
    hint: /docs\/configuration\.md/,
  },
  {
    title: "a bad duration",
    files: good,
    args: ["--timeout", "5 minutes"],
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /^--timeout: .*5 minutes/,
    hint: /docs\/configuration\.md/,
  },
  {
    title: "a concurrency of 0",
    files: good,
    args: ["--concurrency", "0"],
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /^--concurrency: .*0$/,
    hint: /docs\/configuration\.md/,
  },
  {
    title: "a concurrency that is no number, in a variable",
    files: good,
    settings: { env: { TESTCAR_CONCURRENCY: "two" } },
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /^TESTCAR_CONCURRENCY: .*two/,
    hint: /docs\/configuration\.md/,
  },
  {
    title: "a misspelt key of the configuration",
    files: withConfig(configuration([caseRunner], { tiemout: "5s" })),
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /testcar\.config\.yaml: tiemout: unknown key/,
    hint: /Did you mean timeout\?/,
  },
  {
    title: "a misspelt plugin",
    files: withPlugin("artilery-runner"),
    code: "TESTCAR_PLUGIN_NOT_FOUND",
    exitCode: 3,
    says: /testcar\.config\.yaml: plugins\[1\]: there is no plugin artilery-runner/,
    hint: /Did you mean artillery-runner\?.*npm install --save-dev @testcar\/plugin-artilery-runner/,
  },
  {
    title: "a plugin's file that is not there",
    files: withPlugin("./my-runer.ts"),
    code: "TESTCAR_PLUGIN_NOT_FOUND",
    exitCode: 3,
    says: /my-runer\.ts/,
    hint: /relative to the configuration file/,
  },
  {
    title: "a misspelt option of a plugin",
    files: withPlugin(["stdout-reporter", { outputLine: 3 }]),
    code: "TESTCAR_PLUGIN_OPTIONS",
    exitCode: 2,
    says: /plugins\[1\]: stdout-reporter: outputLine: unknown key/,
    hint: /Did you mean outputLines\?/,
  },
  {
    title: "options for a plugin that takes none",
    files: withConfig(configuration([[caseRunner, { shell: true }]])),
    code: "TESTCAR_PLUGIN_OPTIONS",
    exitCode: 2,
    says: /shell: the plugin takes no options/,
    hint: /./,
  },
  {
    title: "a plugin of another API version",
    files: withPlugin(fixture("plugins/newer-api.ts")),
    code: "TESTCAR_PLUGIN_API_VERSION",
    exitCode: 3,
    says: /plugin API 2; this Testcar offers 1/,
    hint: /Update @testcar\/cli/,
  },
  {
    title: "a plugin that exports nothing",
    files: withPlugin(fixture("plugins/exports-nothing.ts")),
    code: "TESTCAR_PLUGIN_NOT_A_PLUGIN",
    exitCode: 3,
    says: /exports-nothing\.ts.* is not a Testcar plugin: it has no default export/,
    hint: /export default definePlugin/,
  },
  {
    title: "a plugin that throws when it is loaded",
    files: withPlugin(fixture("plugins/throws-when-imported.ts")),
    code: "TESTCAR_PLUGIN_BROKEN",
    exitCode: 3,
    says: /cannot be loaded: thrown while it was loaded/,
    hint: /./,
  },
  {
    title: "a plugin that never finishes to load",
    files: withPlugin(fixture("plugins/hangs-when-imported.ts")),
    args: ["--timeout", "500ms"],
    code: "TESTCAR_PLUGIN_BROKEN",
    exitCode: 3,
    says: /hangs-when-imported\.ts.* cannot be loaded: .*0\.5 s/,
    hint: /./,
  },
  {
    title: "a plugin whose file is no JavaScript",
    files: { ...withPlugin("./broken.js"), "broken.js": "export default {\n" },
    code: "TESTCAR_PLUGIN_BROKEN",
    exitCode: 3,
    says: /broken\.js.* cannot be loaded/,
    hint: /./,
  },
  {
    title: "a plugin that throws when it is asked what it needs",
    files: withPlugin(fixture("plugins/throws-in-needs.ts")),
    code: "TESTCAR_PLUGIN_FAILED",
    exitCode: 3,
    says: /throws-in-needs.*thrown by needs/,
    hint: /./,
  },
  {
    title: "two runners of one name",
    files: withPlugin(fixture("plugins/another-case-runner.ts")),
    code: "TESTCAR_PLUGIN_RUNNER_TWICE",
    exitCode: 3,
    says: /my-runner and another-case-runner both run tests of the kind case/,
    hint: /Take one of them out/,
  },
  {
    title: "two configurations",
    files: { ...good, ".testcarrc.json": "{}" },
    code: "TESTCAR_CONFIG_AMBIGUOUS",
    exitCode: 2,
    says: /\.testcarrc\.json.*testcar\.config\.yaml/,
    hint: /--config/,
  },
  {
    title: "broken YAML",
    files: withConfig("tests: ./tests\nplugins:\n  - a\n b: c\n"),
    code: "TESTCAR_CONFIG_SYNTAX",
    exitCode: 2,
    says: /testcar\.config\.yaml:4:2: /,
    hint: /Mend the file at that place/,
  },
  {
    title: "broken JSON",
    files: { ...passing, ".testcarrc.json": '{\n  "tests": "./tests",\n  "plugins": [}\n}\n' },
    code: "TESTCAR_CONFIG_SYNTAX",
    exitCode: 2,
    says: /\.testcarrc\.json:3:15: /,
    hint: /Mend the file at that place/,
  },
  {
    title: "a configuration that is a list",
    files: withConfig("- tests\n"),
    code: "TESTCAR_CONFIG_INVALID",
    exitCode: 2,
    says: /testcar\.config\.yaml: /,
    hint: /./,
  },
  {
    title: "a missing --config file",
    files: good,
    args: ["--config", "testcar.prod.yaml"],
    code: "TESTCAR_CONFIG_NOT_FOUND",
    exitCode: 2,
    says: /There is no configuration file .*\/testcar\.prod\.yaml/,
    hint: /working directory/,
  },
  {
    title: "a --config that is a directory",
    files: good,
    args: ["--config", "tests"],
    code: "TESTCAR_CONFIG_UNREADABLE",
    exitCode: 2,
    says: /it is a directory/,
    hint: /./,
  },
  {
    title: "an unset ${env:…}",
    files: withPlugin(["stdout-reporter", { outputLines: "${env:NO_SUCH_VARIABLE}" }]),
    code: "TESTCAR_CONFIG_VARIABLE_UNSET",
    exitCode: 2,
    says: /plugins\[1\]\[1\]\.outputLines: the environment variable NO_SUCH_VARIABLE is not set/,
    hint: /Set NO_SUCH_VARIABLE/,
  },
  {
    title: "a secret's file that is missing",
    files: withPlugin(["stdout-reporter", { outputLines: "${file:./no-such-secret}" }]),
    code: "TESTCAR_CONFIG_SECRET_FILE",
    exitCode: 2,
    says: /cannot read .*\/no-such-secret: no such file/,
    hint: /mounted/,
  },
  {
    title: "a reference of another kind",
    files: withPlugin(["stdout-reporter", { outputLines: "${vault:kv/x}" }]),
    code: "TESTCAR_CONFIG_REFERENCE",
    exitCode: 2,
    says: /\$\{vault:kv\/x\}/,
    hint: /\$\$\{/,
  },
  {
    title: "a tests directory that is missing",
    files: good,
    args: ["--tests", "no-such-tests"],
    code: "TESTCAR_RUN_TESTS_MISSING",
    exitCode: 2,
    says: /There is no tests directory .*\/no-such-tests/,
    hint: /--tests/,
  },
  {
    title: "a tests directory that is a file",
    files: good,
    args: ["--tests", "tests/a.case"],
    code: "TESTCAR_RUN_TESTS_NOT_A_DIRECTORY",
    exitCode: 2,
    says: /tests\/a\.case is not a directory/,
    hint: /--only a\.case/,
  },
  {
    title: "a tests directory that is unreadable",
    files: good,
    arrange: ({ path }) => chmodSync(path("tests"), 0),
    settings: unprivileged,
    code: "TESTCAR_RUN_TESTS_UNREADABLE",
    exitCode: 2,
    says: /Cannot read the tests in .*\/tests: permission denied/,
    hint: /right to read/,
  },
  {
    title: "a test that is unreadable",
    files: good,
    arrange: ({ path }) => chmodSync(path("tests/a.case"), 0),
    settings: unprivileged,
    code: "TESTCAR_RUN_FILE_UNREADABLE",
    exitCode: 6,
    says: /a\.case: permission denied/,
    hint: /right to read/,
  },
  {
    title: "no files",
    files: { "testcar.config.yaml": config },
    arrange: ({ path }) => mkdirSync(path("tests")),
    code: "TESTCAR_RUN_NO_TESTS",
    exitCode: 5,
    says: /No tests in .*\/tests: it has no files/,
    hint: /--allow-empty/,
  },
  {
    title: "files, but no tests",
    files: { "testcar.config.yaml": config, "tests/notes.md": "" },
    code: "TESTCAR_RUN_NO_TESTS",
    exitCode: 5,
    says: /its only file is no test/,
    hint: /testcar list/,
  },
  {
    title: "no plugin that runs tests",
    files: withConfig(configuration([])),
    code: "TESTCAR_RUN_NO_TESTS",
    exitCode: 5,
    says: /its only file is no test/,
    hint: /No plugin that runs tests is configured/,
  },
  {
    title: "a pattern that matches no test",
    files: good,
    args: ["--only", "b.case"],
    code: "TESTCAR_RUN_ONLY_UNMATCHED",
    exitCode: 5,
    says: /No test matches --only b\.case/,
    hint: /Did you mean a\.case\?/,
  },
  {
    title: "a program that is not installed",
    files: { ...good, "tests/a.case": "no-such-program --version\n" },
    code: "TESTCAR_RUN_PROCESS_NOT_STARTED",
    exitCode: 6,
    says: /Cannot start no-such-program: no such file/,
    hint: /installed/,
  },
  {
    title: "no place for temporary files",
    files: good,
    settings: { env: { TMPDIR: "/dev/null" } },
    code: "TESTCAR_RUN_WORK_DIRECTORY",
    exitCode: 6,
    says: /Cannot write the run's directory \/dev\/null: /,
    hint: /TMPDIR/,
  },
];

const ascending = (a: string, b: string): number => (a < b ? -1 : 1);

const stack = /^\s+at /m;

/** The row's project; whoever runs the command may enter it. */
function arrange(row: BadInput): Project {
  const project = createProject(row.files);
  chmodSync(project.directory, 0o755);
  chmodSync(project.temporary, 0o777);
  row.arrange?.(project);
  return project;
}

const onePerCode = [...new Map(table.map((row) => [row.code, row])).values()];

describe("bad input", () => {
  test.each(table)("$title: $code, in a whole log of records", async (row) => {
    using project = arrange(row);
    const json = await project.testcar(["run", ...(row.args ?? [])], row.settings);
    expect(json.stdout + json.stderr).not.toMatch(stack);
    for (const line of json.stdout.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ testcar: 1 });
    expect(json.reading).toMatchObject({
      verdict: "error",
      exitCode: row.exitCode,
      completeness: "complete",
    });
    expect(json.code).toBe(row.exitCode);
    const [reason] = json.reading.tests[0]?.reasons ?? json.reading.finished?.reasons ?? [];
    expect(reason).toMatchObject({
      code: row.code,
      message: expect.stringMatching(row.says),
      hint: expect.stringMatching(row.hint),
    });
  });

  test.each(onePerCode)("$code, in words for people", async (row) => {
    using project = arrange(row);
    const args = ["run", ...(row.args ?? []), "--format", "text"];
    const text = await project.testcar(args, row.settings);
    expect(text.stdout + text.stderr).not.toMatch(stack);
    expect(text.code).toBe(row.exitCode);
    expect(text.stdout).toContain(row.code);
    expect(text.stdout).toMatch(/^error: /m);
    expect(text.stdout).toMatch(/^ +→ ./m);
  });

  test("an unknown command is told on stderr, in words", async () => {
    using project = createProject(good);
    const { code, stdout, stderr } = await project.testcar(["rnu"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "TESTCAR_CONFIG_USAGE: Unknown command rnu\n  → Did you mean run? See testcar --help.\n",
    );
  });

  test.each(["constructor", "__proto__", "toString"])("%s is no command", async (name) => {
    using project = createProject(good);
    const { code, stderr } = await project.testcar([name]);
    expect(code).toBe(2);
    expect(stderr).toContain(`Unknown command ${name}`);
  });

  test("validate tells everything that is wrong at once", async () => {
    using project = createProject({
      "testcar.config.yaml": configuration(
        ["artilery-runner", fixture("plugins/newer-api.ts"), ["stdout-reporter", { outputLine: 1 }]],
        { target: "localhost", concurrency: 0, tiemout: "5s", tests: "./no-such-tests" },
      ),
    });
    const { code, stdout, stderr } = await project.testcar(["validate"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const codes = [...stderr.matchAll(/^TESTCAR_\w+/gm)].map(String).sort(ascending);
    expect(codes).toEqual([
      "TESTCAR_CONFIG_INVALID",
      "TESTCAR_CONFIG_INVALID",
      "TESTCAR_CONFIG_INVALID",
      "TESTCAR_PLUGIN_API_VERSION",
      "TESTCAR_PLUGIN_NOT_FOUND",
      "TESTCAR_PLUGIN_OPTIONS",
      "TESTCAR_RUN_TESTS_MISSING",
    ]);
    expect(stderr).toMatch(/\n7 problems\.\n$/);
  });
});
