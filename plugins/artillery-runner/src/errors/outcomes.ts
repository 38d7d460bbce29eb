import { describeError, exitCodes } from "@testcar/core";

const withMessage = (text: string, message: string | undefined): string =>
  message === undefined ? text : `${text}: ${message}`;

/** What Artillery's exit code, or its lack, comes down to. */
export const outcomes = {
  THRESHOLD: describeError<{ readonly conditions: readonly string[] }>({
    exitCode: exitCodes.failed,
    summary: "A condition of `ensure` does not hold.",
    message: ({ conditions }) => `Not ensured: ${conditions.join("; ")}`,
    hint: () =>
      "See the test's metrics. A metric that was never counted does not exist for Artillery, and a condition over it does not hold: http.codes.500 == 0 fails when there is no such response.",
    example: { conditions: ["http.response_time.p95 < 200"] },
  }),
  EXPECTATION: describeError<{
    readonly failed: number;
    readonly total: number;
    readonly kinds: string;
    /** Some of those that failed, in words. */
    readonly some?: readonly string[];
  }>({
    exitCode: exitCodes.failed,
    summary: "An expectation of the expect plugin does not hold.",
    message: ({ failed, total, kinds }) =>
      failed === 0 ? "An expectation failed" : `${failed} of ${total} expectations failed: ${kinds}`,
    hint: ({ some = [] }) =>
      `${some.map((one) => `${one}. `).join("")}The test's output shows each expectation, with the response that it met.`,
    example: {
      failed: 2,
      total: 6,
      kinds: "statusCode 2",
      some: ["GET /orders: statusCode expected 200, got 500"],
    },
  }),
  HOOK: describeError<{ readonly hook: "before" | "after"; readonly message?: string | undefined }>({
    exitCode: exitCodes.failed,
    summary: "The `before` or `after` part of a script failed.",
    message: ({ hook, message }) =>
      withMessage(
        hook === "before"
          ? "Artillery gave up before the first virtual user, as it does when `before` fails"
          : "Artillery failed after the last virtual user, as it does when `after` fails",
        message,
      ),
    hint: () => "See the test's output, and whether what the script asks for there is reachable.",
    example: { hook: "before", message: "connect ECONNREFUSED 127.0.0.1:8080" },
  }),
  CRASHED: describeError<{ readonly message?: string | undefined }>({
    exitCode: exitCodes.runner,
    summary: "Artillery crashed, so the run could not tell.",
    message: ({ message }) => withMessage("Artillery crashed", message),
    hint: () =>
      "Look for an exception in the processor, for a processor or engine that cannot be loaded, and for an empty list of scenarios.",
    example: { message: "Cannot find module './processor.js'" },
  }),
  OUT_OF_MEMORY: describeError<{ readonly memoryMiB?: number | undefined }>({
    exitCode: exitCodes.runner,
    summary: "Artillery ran out of memory.",
    message: ({ memoryMiB }) =>
      `Artillery ran out of memory${memoryMiB === undefined ? "" : ` at ${memoryMiB} MiB`}`,
    hint: () =>
      "Give the container more memory or set the option memoryMiB, start fewer virtual users, and look for a processor that hoards.",
    example: { memoryMiB: 256 },
  }),
  HUNG: describeError<Readonly<Record<string, never>>>({
    exitCode: exitCodes.runner,
    summary: "Artillery could not come to its end any more and was stopped.",
    message: () => "Artillery hung: a worker was gone, and nothing more could come",
    hint: () =>
      "A processor must not call process.exit(). To stop a virtual user, throw or hand an error to its callback.",
    example: {},
  }),
  KILLED: describeError<{ readonly signal: string }>({
    exitCode: exitCodes.runner,
    summary: "Something other than Testcar ended Artillery by a signal.",
    message: ({ signal }) => `Artillery was ended by ${signal}, which Testcar did not send`,
    hint: ({ signal }) =>
      signal === "SIGKILL"
        ? "Most often the kernel does so when the container has no memory left: raise its limit, or lower the option memoryMiB."
        : "Look for what sends signals to the processes of this container or machine.",
    example: { signal: "SIGKILL" },
  }),
  ABORTED: describeError<Readonly<Record<string, never>>>({
    exitCode: exitCodes.runner,
    summary: "Testcar stopped Artillery before its end.",
    message: () => "Artillery was stopped before its end; the results are those so far",
    hint: () => "See why the run was stopped; for a test that needs longer, raise --test-timeout.",
    example: {},
  }),
  UNEXPECTED_EXIT: describeError<{ readonly exitCode: number; readonly message?: string | undefined }>({
    exitCode: exitCodes.runner,
    summary: "Artillery ended with an exit code that no test result has.",
    message: ({ exitCode, message }) => withMessage(`Artillery exited with ${exitCode}`, message),
    hint: () =>
      "See the test's output. 2 stands for a wrong argument, 7 for Artillery Cloud, 127 for an unknown command.",
    example: { exitCode: 2, message: "Nonexistent flag: --fast" },
  }),
};
