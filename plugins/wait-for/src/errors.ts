import { defineErrors, describeError, exitCodes } from "@testcar/core";

const seconds = (value: number): string => `${Number(value.toFixed(1))} s`;

/** Every problem that the plugin names. */
export const errors = defineErrors("WAIT_FOR", {
  NOT_READY: describeError<{
    readonly what: string;
    readonly seconds: number;
    readonly tries: number;
    readonly saw: string;
  }>({
    exitCode: exitCodes.preflight,
    summary: "What the tests need was not ready when the deadline came. No test ran.",
    message: (data) =>
      `${data.what} was not ready within ${seconds(data.seconds)}: ${data.saw} (tried ${data.tries === 1 ? "once" : `${data.tries} times`})`,
    hint: () => "Look at the log of what is waited for. The option deadline of wait-for gives it more time.",
    example: { what: "GET http://127.0.0.1:8080/ready", seconds: 60, tries: 66, saw: "it answered with 503" },
  }),
  COMMAND: describeError<{ readonly command: string; readonly reason: string }>({
    exitCode: exitCodes.preflight,
    summary: "The command that is to say whether the service is ready cannot be started. Not tried again.",
    message: ({ command, reason }) => `The command ${command} cannot be started: ${reason}`,
    hint: () =>
      "Check the first word of the option command: there is no shell, so it has to be a program's name or path.",
    example: { command: "pg_isready -q", reason: "no such file or directory" },
  }),
  NO_TARGET: describeError<{ readonly what: string }>({
    exitCode: exitCodes.configuration,
    summary: "wait-for is to wait for the target, and there is none.",
    message: ({ what }) => `There is no target for ${what} to start from`,
    hint: () => "Set target, or name in the options of wait-for whom to wait for.",
    example: { what: "http: /ready" },
  }),
});
