import { defineErrors, describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.runner;

const cases = (count: number): string => `${count} case${count === 1 ? "" : "s"}`;

const said = (line: string | undefined): string => (line === undefined ? "" : `: ${line}`);

/** What an exit code often means, by the conventions of shells. */
function meaningOf(code: number): string {
  if (code === 126) return "A shell says by it that a program may not be executed.";
  if (code === 127) return "A shell says by it that a program is missing.";
  if (code > 128 && code < 160)
    return `A shell says by it that signal ${code - 128} ended what it had started.`;
  return "See its output, and what the code means to it.";
}

/** Every problem that the runner of commands names. */
export const errors = defineErrors("EXEC", {
  AMBIGUOUS: describeError<{ readonly path: string; readonly commands: readonly string[] }>({
    exitCode,
    summary: "Several commands match one file, so nobody can tell which of them is to run it.",
    message: ({ path, commands }) => `${path} matches several commands: ${commands.join(", ")}`,
    hint: () => "Make the patterns in files narrower, or take the file out of one command with exclude.",
    example: { path: "orders.spec.js", commands: ["playwright", "node"] },
  }),
  UNUSED: describeError<{ readonly command: string }>({
    exitCode,
    summary: "A command matches no file: a warning, since a configuration may serve several suites.",
    message: ({ command }) => `No file matches the command ${command}`,
    hint: () => "Compare its patterns with the files: testcar list shows all of them.",
    example: { command: "hurl" },
  }),
  NO_VALUE: describeError<{
    readonly command: string;
    readonly placeholder: string;
    readonly option: string;
  }>({
    exitCode,
    summary: "A command has a placeholder for something that this run does not have.",
    message: ({ command, placeholder }) => `The command ${command} says ${placeholder}, and the run has none`,
    hint: ({ option }) => `Name one with ${option}, or take the placeholder out.`,
    example: { command: "hurl", placeholder: "{target}", option: "--target" },
  }),
  NO_HEADER: describeError<{ readonly command: string; readonly header: string; readonly url: string }>({
    exitCode,
    summary: "A command asks for a header that no credential adds to requests to the target.",
    message: ({ command, header, url }) =>
      `The command ${command} wants the header ${header}, which no credential adds to requests to ${url}`,
    hint: () =>
      "Configure a credential for the target's origin (oauth, kerberos), or correct the header's name.",
    example: { command: "newman", header: "authorization", url: "http://127.0.0.1:8080" },
  }),
  HEADER_FOR_ONE_REQUEST: describeError<{ readonly command: string; readonly header: string }>({
    exitCode,
    summary: "A command asks for a header that is good for a single request only.",
    message: ({ command, header }) =>
      `The header ${header} is good for one request only, so the command ${command} cannot be given it`,
    hint: () =>
      "Let the command ask for each request: TESTCAR_CREDENTIALS_SOCKET, docs/guides/write-a-credential-plugin.md.",
    example: { command: "newman", header: "authorization" },
  }),
  PROGRAM_MISSING: describeError<{
    readonly command: string;
    readonly program: string;
    readonly install: string;
  }>({
    exitCode,
    summary: "The program of a command is not installed.",
    message: ({ command, program }) => `The command ${command} cannot run: there is no program ${program}`,
    hint: ({ install }) => install,
    example: { command: "hurl", program: "hurl", install: "See https://hurl.dev/docs/installation.html." },
  }),
  NOT_STARTED: describeError<{ readonly command: string; readonly program: string; readonly reason: string }>(
    {
      exitCode,
      summary: "The program of a command is there, but cannot be started.",
      message: ({ command, program, reason }) => `The command ${command} cannot start ${program}: ${reason}`,
      hint: () =>
        'A file that is run itself has to be executable, and files of ConfigMaps are not: name its interpreter in front of it, as in [sh, "{file}"].',
      example: { command: "scripts", program: "/etc/testcar/tests/smoke.sh", reason: "permission denied" },
    },
  ),
  INPUT: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode,
    summary: "A file that a command reads could not be written into its work directory.",
    message: ({ path, reason }) => `Cannot write ${path}: ${reason}`,
    hint: () =>
      "TMPDIR names the directory for it: a writable one with free space; in a pod, an emptyDir volume.",
    example: { path: "/tmp/testcar-9f2c/work/0001-orders/headers.txt", reason: "no space left on device" },
  }),
  CASES_FAILED: describeError<{
    readonly failed: number;
    readonly total: number;
    readonly which: readonly string[];
  }>({
    exitCode: exitCodes.failed,
    summary: "Cases of a test failed, by its own report.",
    message: ({ failed, total, which }) =>
      `${failed} of ${cases(total)} failed${which.length === 0 ? "" : `: ${which.join("; ")}${failed > which.length ? "; …" : ""}`}`,
    hint: () => "See the checks of the test, and its output.",
    example: { failed: 1, total: 4, which: ["test_orders > test_create (assert 500 == 201)"] },
  }),
  FAILED: describeError<{
    readonly program: string;
    readonly exitCode: number;
    readonly line?: string | undefined;
  }>({
    exitCode: exitCodes.failed,
    summary: "A command ended with an exit code that means a failure.",
    message: ({ program, exitCode: code, line }) => `${program} ended with exit code ${code}${said(line)}`,
    hint: () => "See its output.",
    example: { program: "curl", exitCode: 22, line: "curl: (22) The requested URL returned error: 500" },
  }),
  UNEXPECTED_EXIT: describeError<{
    readonly program: string;
    readonly exitCode: number;
    readonly failed: readonly number[];
    readonly line?: string | undefined;
  }>({
    exitCode,
    summary: "A command ended with an exit code that means neither success nor failure.",
    message: ({ program, exitCode: code, line }) =>
      `${program} ended with exit code ${code}, which is neither 0 nor one of its failures${said(line)}`,
    hint: ({ exitCode: code, failed }) =>
      `${meaningOf(code)} If it means a failed test, say so: failed: [${[...failed, code].join(", ")}].`,
    example: {
      program: "pytest",
      exitCode: 4,
      failed: [1],
      line: "ERROR: file or directory not found: a.py",
    },
  }),
  KILLED: describeError<{ readonly program: string; readonly signal: string }>({
    exitCode,
    summary: "A signal ended a command, and it was not Testcar that sent it.",
    message: ({ program, signal }) => `${program} was ended by ${signal}`,
    hint: ({ signal }) =>
      signal === "SIGKILL"
        ? "Often the kernel did it for want of memory: see the container's limit."
        : "See its output for a crash.",
    example: { program: "node", signal: "SIGSEGV" },
  }),
  TIMED_OUT: describeError<{ readonly command: string; readonly seconds: number }>({
    exitCode: exitCodes.timedOut,
    summary: "A command took longer than its timeout allows.",
    message: ({ command, seconds }) => `The command ${command} took longer than ${seconds} s`,
    hint: ({ command }) => `Find out what it waits for, or give the command ${command} a longer timeout.`,
    example: { command: "pytest", seconds: 30 },
  }),
  ABORTED: describeError<Readonly<Record<string, never>>>({
    exitCode,
    summary: "A command was stopped from outside.",
    message: () => "It was stopped before its end",
    hint: () => "See what stopped the run.",
    example: {},
  }),
  NOTHING_RAN: describeError<{ readonly program: string; readonly skipped: number }>({
    exitCode: exitCodes.failed,
    summary: "The report of a command has no case that ran, so nothing is proved.",
    message: ({ program, skipped }) =>
      skipped === 0 ? `${program} ran no case at all` : `${program} ran no case, and skipped ${skipped}`,
    hint: () =>
      "See how the framework tells cases from other code. If that is right for this test, policies: { nothing-ran: false } lets it pass.",
    example: { program: "pytest", skipped: 0 },
  }),
  NO_REPORT: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode: exitCodes.failed,
    summary: "The report that the configuration names is missing or cannot be read.",
    message: ({ path, reason }) => `There is no usable report in ${path}: ${reason}`,
    hint: () =>
      "Compare the path with the one that the command is told. policies: { no-report: false } lets the exit code alone decide.",
    example: { path: "{work}/junit.xml", reason: "no such file or directory" },
  }),
});
