import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { configuration, createProject, isRunning, type Project } from "./testcar.ts";

const scripts = { name: "scripts", files: "*.sh", command: ["sh", "{file}"] };

/** A project with these files in its tests directory, and these commands. */
function projectWith(
  tests: Readonly<Record<string, string>>,
  commands: readonly object[] = [scripts],
  {
    plugins = [],
    files = {},
  }: { plugins?: readonly unknown[]; files?: Readonly<Record<string, string>> } = {},
): Project {
  const inTests = Object.entries(tests).map(([name, content]) => [`tests/${name}`, content]);
  return createProject({
    ...Object.fromEntries(inTests),
    ...files,
    "testcar.config.yaml": configuration([...plugins, ["exec-runner", { commands }]]),
  });
}

const junit = (cases: string): string =>
  `printf '%s' '<testsuites><testsuite name="s">${cases}</testsuite></testsuites>' > "$TESTCAR_WORK/junit.xml"\n`;

const reporting = { ...scripts, junit: "{work}/junit.xml" };

describe("how a command ends", () => {
  test("decides: 0 passes, what means a failure fails, and everything else could not tell", async () => {
    const kinds = { ...scripts, failed: [1, 4] };
    using project = projectWith(
      {
        "a-passes.sh": "exit 0\n",
        "b-fails.sh": "echo the shop is closed >&2; exit 4\n",
        "c-crashes.sh": "exit 3\n",
        "d-signal.sh": "kill -SEGV $$\n",
        "e-lacks.sh": "no-such-program-here\n",
      },
      [kinds],
    );
    const { code, reading } = await project.testcar(["run"]);
    expect(code).toBe(1);
    expect(reading.tests).toMatchObject([
      { test: "a-passes.sh", runner: "scripts", status: "passed", exitCode: 0 },
      {
        status: "failed",
        exitCode: 4,
        reasons: [{ message: expect.stringMatching(/ended with exit code 4: the shop is closed$/) }],
      },
      { status: "error", exitCode: 3, reasons: [{ code: "TESTCAR_EXEC_UNEXPECTED_EXIT" }] },
      { status: "error", exitCode: null, reasons: [{ message: expect.stringContaining("SIGSEGV") }] },
      {
        status: "error",
        exitCode: 127,
        reasons: [{ hint: expect.stringContaining("a program is missing") }],
      },
    ]);
  });

  test("a crash alone is exit code 6", async () => {
    using project = projectWith({ "a.sh": "exit 3\n" });
    expect((await project.testcar(["run"])).code).toBe(6);
  });

  test("its own time is up: nothing of it is left", async () => {
    using project = projectWith({ "a.sh": 'sleep 300 & echo "child $!"; wait\n' }, [
      { ...scripts, timeout: "1s" },
    ]);
    const { code, reading, stdout } = await project.testcar(["run"]);
    expect(code).toBe(124);
    expect(reading.tests[0]).toMatchObject({
      status: "timed-out",
      partial: true,
      reasons: [{ code: "TESTCAR_EXEC_TIMED_OUT", message: "The command scripts took longer than 1 s" }],
    });
    expect(await isRunning(Number(/child (\d+)/.exec(stdout)?.[1]))).toBe(false);
  });

  test("the time of every test is up", async () => {
    using project = projectWith({ "a.sh": "trap 'exit 0' TERM; sleep 300 & wait\n" });
    const { code, reading } = await project.testcar(["run", "--test-timeout", "1s"]);
    expect(code).toBe(124);
    expect(reading.tests[0]).toMatchObject({
      status: "timed-out",
      reasons: [{ code: "TESTCAR_RUN_TIMED_OUT" }, { code: "TESTCAR_EXEC_ABORTED" }],
    });
  });
});

describe("a program", () => {
  test("that is missing is told by validate, with how to get it, and keeps no other test from running", async () => {
    using project = projectWith({ "a.hurl": "GET /\n", "b.sh": "exit 0\n" }, [
      { name: "hurl", files: "*.hurl", command: ["hurl-of-nobody", "{file}"], install: "Ask Ada." },
      scripts,
    ]);
    const validated = await project.testcar(["validate"]);
    expect(validated.code).toBe(6);
    expect(validated.stderr).toContain(
      "TESTCAR_EXEC_PROGRAM_MISSING: The command hurl cannot run: there is no program hurl-of-nobody",
    );
    expect(validated.stderr).toContain("→ Ask Ada.");
    const { code, reading } = await project.testcar(["run"]);
    expect(code).toBe(6);
    expect(reading.tests).toMatchObject([
      { status: "error", exitCode: null, reasons: [{ code: "TESTCAR_EXEC_PROGRAM_MISSING" }] },
      { status: "passed" },
    ]);
  });

  test("that may not be executed, as files of a ConfigMap, is told with the way out", async () => {
    using project = projectWith({ "a.sh": "exit 0\n" }, [{ ...scripts, command: ["{file}"] }]);
    const { code, reading } = await project.testcar(["run"]);
    expect(code).toBe(6);
    expect(reading.tests[0]?.reasons).toMatchObject([
      {
        code: "TESTCAR_EXEC_NOT_STARTED",
        message: expect.stringContaining("permission denied"),
        hint: expect.stringContaining('[sh, "{file}"]'),
      },
    ]);
  });
});

describe("a report", () => {
  test("becomes checks and counters", async () => {
    const cases =
      '<testcase classname="t" name="ok"/><testcase classname="t" name="later"><skipped/></testcase>';
    using project = projectWith({ "a.sh": junit(cases) }, [reporting]);
    const { code, reading } = await project.testcar(["run"]);
    expect(code).toBe(0);
    expect(reading.tests[0]).toMatchObject({
      checks: [{ name: "t > ok", status: "passed" }],
      metrics: { counters: { cases: 2, passed: 1, failed: 0, skipped: 1 } },
    });
  });

  test.each([
    [
      "reported-failures",
      junit('<testcase name="a"><failure message="1 == 2"/></testcase>'),
      "_CASES_FAILED",
    ],
    ["nothing-ran", junit(""), "_NOTHING_RAN"],
    ["nothing-ran", junit('<testcase name="a"><skipped/></testcase>'), "_NOTHING_RAN"],
    ["no-report", "true\n", "_NO_REPORT"],
    ["no-report", 'echo "<testsuites><testsuite" > "$TESTCAR_WORK/junit.xml"\n', "_NO_REPORT"],
    ["no-report", 'ln -s /etc/passwd "$TESTCAR_WORK/junit.xml"\n', "_NO_REPORT"],
    ["no-report", 'mkfifo "$TESTCAR_WORK/junit.xml"\n', "_NO_REPORT"],
    ["no-report", 'mkdir "$TESTCAR_WORK/junit.xml"\n', "_NO_REPORT"],
    ["no-report", 'truncate -s 9M "$TESTCAR_WORK/junit.xml"\n', "_NO_REPORT"],
  ])("can turn exit code 0 into a failure, by the policy %s: %j", async (policy, script, code) => {
    using project = projectWith({ "a.sh": script }, [reporting]);
    const ended = await project.testcar(["run"]);
    expect(ended.code).toBe(1);
    expect(ended.reading.tests[0]).toMatchObject({
      status: "failed",
      exitCode: 0,
      reasons: [{ policy, code: expect.stringContaining(code) }],
    });
  });

  test.each([junit('<testcase name="a"/>'), junit(""), "true\n", 'echo "<" > "$TESTCAR_WORK/junit.xml"\n'])(
    "never turns another exit code into a pass: %j",
    async (script) => {
      using project = projectWith({ "a.sh": `${script}exit 1\n` }, [reporting]);
      const { code, reading } = await project.testcar(["run"]);
      expect([code, reading.tests[0]?.status]).toEqual([1, "failed"]);
    },
  );

  test("can be TAP on standard output", async () => {
    using project = projectWith(
      { "a.sh": "echo 'ok 1 - opens'; echo 'not ok 2 - sells'; echo 1..2\n", "b.sh": "echo hello\n" },
      [{ ...scripts, tap: "stdout" }],
    );
    const { code, reading } = await project.testcar(["run"]);
    expect(code).toBe(1);
    expect(reading.tests).toMatchObject([
      { reasons: [{ policy: "reported-failures", message: "1 of 2 cases failed: sells" }] },
      { reasons: [{ policy: "no-report", message: expect.stringContaining("it holds no TAP") }] },
    ]);
  });
});

describe("secrets", () => {
  const password = "hunter22-of-the-sea";

  test("come by the environment, and are masked wherever the test writes them", async () => {
    const script = `echo "password: $PASSWORD"; cat "$TESTCAR_WORK/netrc"
tr '\\0' ' ' < /proc/$$/cmdline
printf '<testsuite><testcase name="%s"><failure message="%s is wrong"/></testcase></testsuite>' "$PASSWORD" "$PASSWORD" > "$TESTCAR_WORK/junit.xml"
echo "$PASSWORD" >&2; exit 1
`;
    using project = projectWith({ "a.sh": script }, [
      {
        ...reporting,
        env: { PASSWORD: "${env:SHOP_PASSWORD}" },
        inputs: { netrc: "login ada password ${env:SHOP_PASSWORD}" },
      },
    ]);
    const { code, stdout, stderr } = await project.testcar(["run"], { env: { SHOP_PASSWORD: password } });
    expect(code).toBe(1);
    expect(stdout).toContain("password: [secret]");
    expect(stdout + stderr).not.toContain("hunter22");
  });

  test("are refused where every process could read them", async () => {
    const command = ["curl", "--user", "ada:${env:SHOP_PASSWORD}", "{file}"];
    using project = projectWith({ "a.sh": "true\n" }, [{ ...scripts, command }]);
    const { code, stderr } = await project.testcar(["validate"], { env: { SHOP_PASSWORD: password } });
    expect(code).toBe(2);
    expect(stderr).toContain("commands[0].command[2]: A secret cannot stand here");
    expect(stderr).not.toContain("hunter22");
  });

  test("the agent's own variables are not there", async () => {
    using project = projectWith({ "a.sh": "env\n" });
    const { stdout } = await project.testcar(["run"], { env: { SHOP_PASSWORD: password } });
    expect(stdout).not.toContain("SHOP_PASSWORD");
  });
});

describe("credentials", () => {
  const provider = (isReusable: boolean): string => `export default {
  name: "session", apiVersion: 1, provides: () => ["session"],
  apply({ hooks }) {
    hooks.preflight.tapPromise("session", async ({ provide }) => {
      await provide({
        id: "session", kind: "session",
        obtain: async ({ secret }) => ({ token: secret("session-of-the-sea", "the session") }),
        authorize: async ({ token }) => ({ headers: { "x-session": token.reveal() }, isReusable: ${isReusable} }),
      });
    });
  },
};
`;
  const asks = {
    ...scripts,
    env: { SESSION: "{header:x-session}" },
    inputs: { "environment.json": { values: [{ key: "session", value: "{header:X-Session}" }] } },
  };
  const script = `test -S "$TESTCAR_CREDENTIALS_SOCKET" && echo "have $SESSION" && cat "$TESTCAR_WORK/environment.json"
stat -c 'mode %a' "$TESTCAR_WORK/environment.json"
test "$SESSION" = "session-""of-the-sea"
`;
  const projectFor = (isReusable: boolean, commands: readonly object[]) =>
    projectWith({ "a.sh": script }, commands, {
      plugins: ["./session.mjs"],
      files: { "session.mjs": provider(isReusable) },
    });

  test("reach a command as the headers of a request to the target, in variables and private files", async () => {
    using project = projectFor(true, [asks]);
    const { code, stdout, stderr } = await project.testcar(["run", "--target", "http://127.0.0.1:1"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('{\\"values\\":[{\\"key\\":\\"session\\",\\"value\\":\\"[secret]');
    expect(stdout).toContain("mode 600");
    expect(stdout).not.toContain("session-of-the-sea");
  });

  test.each([
    [false, "x-session", "TESTCAR_EXEC_HEADER_FOR_ONE_REQUEST"],
    [true, "authorization", "TESTCAR_EXEC_NO_HEADER"],
  ])(
    "that cannot be given to a process are an error (reusable: %s, %s)",
    async (isReusable, header, code) => {
      using project = projectFor(isReusable, [{ ...scripts, env: { HEADER: `{header:${header}}` } }]);
      const ended = await project.testcar(["run", "--target", "http://127.0.0.1:1"]);
      expect(ended.code).toBe(6);
      expect(ended.reading.tests[0]?.reasons).toMatchObject([{ code }]);
    },
  );
});

describe("odd names of files", () => {
  const odd = [
    "-rf.sh",
    "--help.sh",
    "a\nb.sh",
    "$(touch pwned).sh",
    "; touch pwned;.sh",
    "'\".sh",
    "{target}.sh",
  ];

  test("are arguments and nothing else", async () => {
    const tests = Object.fromEntries(odd.map((name) => [name, 'echo "got $1"\n']));
    using project = projectWith(tests, [{ ...scripts, command: ["sh", "{file}", "{name}"] }]);
    const { code, reading, stdout } = await project.testcar(["run"]);
    expect(code).toBe(0);
    expect(reading.tests.map(({ test: id, status }) => [id, status])).toEqual(
      odd.toSorted().map((name) => [name, "passed"]),
    );
    expect(existsSync(project.path("tests/pwned"))).toBe(false);
    expect(stdout).toContain('"got ./-rf.sh"');
    expect(stdout).toContain('"got $(touch pwned).sh"');
  });

  test("cannot become part of a program", async () => {
    using project = projectWith({ "a.sh": "true\n" }, [{ ...scripts, command: ["sh", "-c", "cat {file}"] }]);
    const { code, stderr } = await project.testcar(["validate"]);
    expect(code).toBe(2);
    expect(stderr).toContain("A file's name would become part of a program here");
  });
});

test("mistakes of the configuration are told all at once, before anything runs", async () => {
  using project = projectWith({ "a.sh": "touch ran\n" }, [
    { name: "one", files: "*.sh", command: "sh {file}" },
    { name: "two", files: "*.sh", command: ["sh", "{fiel}"] },
  ]);
  const { code, stderr } = await project.testcar(["validate"]);
  expect(code).toBe(2);
  expect(stderr).toContain('Write [sh, "{file}"]');
  expect(stderr).toContain("commands[1].command[1]: unknown placeholder {fiel}");
  expect((await project.testcar(["run"])).code).toBe(2);
  expect(existsSync(project.path("tests/ran"))).toBe(false);
});

test("a file of two commands is told, and a command without a file is a warning", async () => {
  using project = projectWith({ "a.sh": "true\n", "b.txt": "" }, [
    scripts,
    { ...scripts, name: "again", files: "a.*" },
    { ...scripts, name: "hurl", files: "*.hurl" },
  ]);
  const listed = await project.testcar(["list", "--format", "text"]);
  expect(listed.stdout).toMatch(/^! a\.sh +scripts {2}a\.sh matches several commands: scripts, again/m);
  expect(listed.stdout).toMatch(/^ {2}b\.txt +no runner owns it/m);
  const { code, reading } = await project.testcar(["run"]);
  expect(code).toBe(6);
  expect(reading.finished?.warnings).toMatchObject([
    { code: "TESTCAR_EXEC_UNUSED", message: "No file matches the command again" },
    { code: "TESTCAR_EXEC_UNUSED", message: "No file matches the command hurl" },
  ]);
});

test("a tests directory that is read-only is no hindrance, nor one that is empty for a command that always runs", async () => {
  await using server = createServer((_request, response) => response.end("up"));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  using project = projectWith({ "a.sh": 'touch here && exit 9; pwd; touch "$TESTCAR_WORK/there"\n' }, [
    scripts,
    {
      name: "health",
      always: true,
      cwd: "work",
      command: ["curl", "-sSf", "-o", "health.txt", "{target}/health"],
    },
  ]);
  const nobody = 65_534;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(project.temporary, nobody, nobody);
  chmodSync(project.directory, 0o755);
  chmodSync(project.path("tests"), 0o555);
  const { code, reading, stderr } = await project.testcar(["run", "--target", target], {
    ...(isRoot ? { uid: nobody } : {}),
    env: { HOME: project.temporary, NODE_COMPILE_CACHE: "" },
  });
  chmodSync(project.path("tests"), 0o755);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(reading.tests.map(({ test: id }) => id)).toEqual(["a.sh", "health"]);
});

test("the report of an earlier run is nobody's", async () => {
  using project = projectWith({ "a.sh": 'ls -A "$TESTCAR_WORK" | grep . && exit 9; true\n' });
  writeFileSync(project.path("tests/junit.xml"), '<testsuite><testcase name="old"/></testsuite>');
  const { code } = await project.testcar(["run"]);
  expect(code).toBe(0);
  expect(readFileSync(project.path("tests/junit.xml"), "utf8")).toContain("old");
});

describe("its README", () => {
  const readme = readFileSync(new URL("../plugins/exec-runner/README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = ""]) => block);

  test.each(blocks)("shows a configuration that is one: %#", async (block) => {
    using project = createProject({
      "tests/nothing.txt": "",
      // A secret's file is not there for a test.
      "testcar.config.yaml": block.replaceAll(/\$\{file:[^}]*\}/g, "plain"),
    });
    const { stderr } = await project.testcar(["validate"], { env: { SECRET: "hunter22" } });
    expect(stderr).not.toMatch(/TESTCAR_(CONFIG|PLUGIN|OAUTH)_/);
  });
});
