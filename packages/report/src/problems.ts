import type { Reason } from "./records.ts";

/** Everything that can be wrong with a log, in general terms, and what to do about it. */
export const logProblems = {
  TESTCAR_LOG_EMPTY: {
    message: "The log is empty.",
    hint: "The container has not started yet, or its log was rotated away: read the log again, or the termination message.",
  },
  TESTCAR_LOG_NO_RECORDS: {
    message: "The log holds text but no Testcar record.",
    hint: "Check that it is the log of the Testcar container. While a container is not running, the Kubernetes API may answer with a sentence instead of a log: read it again later.",
  },
  TESTCAR_LOG_NO_VERDICT: {
    message: "The log ends before its last run does.",
    hint: "Wait and read the log again; when the container is gone, the run was cut off and has not passed.",
  },
  TESTCAR_LOG_TORN: {
    message: "The log holds damaged records.",
    hint: "Read the log again, without anything in between that cuts or rewrites lines.",
  },
  TESTCAR_LOG_CONFLICT: {
    message: "Records of the run contradict one another.",
    hint: "Something else wrote into the log, or it was edited: find out what prints beside Testcar, then deploy again.",
  },
  TESTCAR_LOG_MIXED: {
    message: "Records of several runs are mixed.",
    hint: "Read the log of one container of one pod at a time.",
  },
  TESTCAR_LOG_INVALID: {
    message: "The last record is whole, but what it says is not possible.",
    hint: "It was not written by Testcar, or by a broken version of it: update the agent.",
  },
  TESTCAR_LOG_DIGEST: {
    message: "The records are not those that the run wrote.",
    hint: "A record was changed or replaced after it was written: find out what prints beside Testcar, then deploy again.",
  },
  TESTCAR_LOG_TOO_LARGE: {
    message: "The run has more bytes of records than a run may have.",
    hint: "Something else wrote into the log: find out what prints beside Testcar, then deploy again.",
  },
  TESTCAR_LOG_NEWER_PROTOCOL: {
    message: "The log was written by a newer Testcar.",
    hint: "Update the reader (@testcar/report, or the testcar command) to the agent's version.",
  },
} as const;

/** Code of a problem with a log. */
export type LogProblemCode = keyof typeof logProblems;

/** A problem with a log as a reason, told in general terms or in the case's own words. */
export const logProblem = (code: LogProblemCode, message: string = logProblems[code].message): Reason => ({
  code,
  message,
  hint: logProblems[code].hint,
});
