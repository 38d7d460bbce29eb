import { defineErrors, describeError } from "../define.ts";
import { exitCodes } from "../exit-codes.ts";

/** Errors of the journal that lets a sidecar run its tests once. */
export const journalErrors = defineErrors("JOURNAL", {
  CORRUPT: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "What the agent wrote down of an earlier start cannot be trusted.",
    message: ({ path, reason }) => `The journal ${path} cannot be trusted: ${reason}`,
    hint: () =>
      "The tests are not run again: nobody can tell whether they were. A new pod starts with an empty state directory.",
    example: { path: "/run/testcar/finished.json", reason: "it is damaged" },
  }),
  DIRECTORY: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.configuration,
    summary: "The state directory of a sidecar cannot be used.",
    message: ({ path, reason }) => `The state directory ${path} cannot be used: ${reason}`,
    hint: () =>
      "Mount an emptyDir of its own there that the agent's user may write to, or name another with --state-dir.",
    example: { path: "/run/testcar", reason: "the file system is read-only" },
  }),
  FORGED: describeError<{ path: string }>({
    exitCode: exitCodes.runner,
    summary: "Somebody else wrote an end of the run into the journal while the run was going on.",
    message: ({ path }) => `${path} appeared while the tests were running, and it is not the agent's`,
    hint: () =>
      "Look for a test that writes to the state directory, or for another container that mounts it.",
    example: { path: "/run/testcar/finished.json" },
  }),
  INTERRUPTED: describeError<{ startedAt: string }>({
    exitCode: exitCodes.runner,
    summary: "The agent was ended in the middle of a run, and tests are not run twice in a pod.",
    message: ({ startedAt }) => `The run that was started at ${startedAt} was cut off; it is not repeated`,
    hint: () => "See why the container was ended (kubectl describe pod). A new pod runs the tests again.",
    example: { startedAt: "2026-11-02T09:30:00.000Z" },
  }),
  NEWER: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "The journal was written by a newer agent.",
    message: ({ path, reason }) => `The journal ${path} cannot be read: ${reason}`,
    hint: () => "Use the newer image again, or give this one a state directory of its own.",
    example: { path: "/run/testcar/finished.json", reason: "its format is 2, and this agent knows 1" },
  }),
  PROBE: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "The file for readiness probes does not say what is stored. The verdict stands.",
    message: ({ path, reason }) => `The file ${path} cannot be put right: ${reason}`,
    hint: () =>
      "Give the state directory room, and let the agent's user write to it; until then a probe of that file is wrong.",
    example: { path: "/run/testcar/passed", reason: "no space left on device" },
  }),
  UNWRITABLE: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.configuration,
    summary: "The journal cannot be written. Without it nothing is run, and no verdict stands.",
    message: ({ path, reason }) => `The journal cannot be written to ${path}: ${reason}`,
    hint: () => "Mount an emptyDir of its own there, with room, that the agent's user may write to.",
    example: { path: "/run/testcar/started.json", reason: "no space left on device" },
  }),
});
