import { isHolding } from "../holding.ts";
import type { Lab, Start, StartOptions } from "./lab.ts";

/** One way to break an agent at one step of what it does. */
export interface Fault {
  /** Where in the protocol. */
  readonly step: string;
  /** What happens there. */
  readonly what: string;
  /** Which start of the agent it happens to. */
  readonly start: 1 | 2;
  readonly options: (lab: Lab) => StartOptions;
}

type PathName = "state" | "started" | "finished" | "starts" | "passed" | "log";

interface Step {
  readonly step: string;
  /** The system call in front of which it happens, and the how-many-eth of its kind it is. */
  readonly call: string;
  readonly when: string;
  /** Only calls with this path count. */
  readonly path?: PathName;
  readonly start?: 1 | 2;
}

/** Starts the agent in a debugger that does this to its main thread: no code of the agent's knows of it. */
function under({ call, when, path, start = 1 }: Step, what: string): Fault["options"] {
  return ({ paths }) => {
    const place = path === "log" ? paths.log(start) : path && paths[path];
    const only = place === undefined ? [] : ["-P", place];
    const inject = `inject=${call}:${what}:when=${when}`;
    return { under: ["strace", "-qq", "-o", "/dev/null", ...only, "-e", `trace=${call}`, "-e", inject] };
  };
}

// The agent's main thread makes these calls in this order, and no others of their kind.
const steps: readonly Step[] = [
  { step: "making the state directory", call: "mkdir", when: "1", path: "state" },
  { step: "counting the start", call: "openat", when: "1", path: "starts" },
  { step: "showing that it lives", call: "bind", when: "1" },
  { step: "writing `started`", call: "fsync", when: "1" },
  { step: "before `started` is there", call: "link", when: "1", path: "started" },
  { step: "`started` is there, not yet for good", call: "fsync", when: "1", path: "state" },
  { step: "after `started`", call: "unlink", when: "1" },
  { step: "first record", call: "write", when: "1", path: "log" },
  { step: "second record", call: "write", when: "2", path: "log" },
  { step: "writing `finished`", call: "fsync", when: "3" },
  { step: "before `finished` is there", call: "link", when: "1", path: "finished" },
  { step: "`finished` is there, not yet for good", call: "fsync", when: "2", path: "state" },
  { step: "after `finished`", call: "unlink", when: "2" },
  { step: "writing `passed`", call: "fsync", when: "5" },
  { step: "before `passed` is there", call: "rename", when: "1" },
  { step: "`passed` is there, not yet for good", call: "fsync", when: "3", path: "state" },
  { step: "before the verdict is printed", call: "write", when: "6", path: "log" },
  { step: "counting the replay", call: "openat", when: "1", path: "starts", start: 2 },
  { step: "before the replay is printed", call: "write", when: "1", path: "log", start: 2 },
];

const storing = new Set(["openat", "bind", "fsync", "link", "rename", "mkdir"]);

const killed = steps
  .filter(({ call }) => call !== "mkdir")
  .map(
    (step): Fault => ({
      ...step,
      start: step.start ?? 1,
      what: "SIGKILL",
      options: under(step, "signal=SIGKILL"),
    }),
  );

const terminated = steps
  .filter(({ call }) => call === "link" || call === "unlink" || call === "write")
  .map(
    (step): Fault => ({
      ...step,
      start: step.start ?? 1,
      what: "SIGTERM",
      options: under(step, "signal=SIGTERM"),
    }),
  );

const refused = steps
  .filter(({ call }) => storing.has(call))
  .flatMap((step) => {
    const errors = step.call === "fsync" ? ["EIO"] : ["ENOSPC", "EROFS"];
    return errors.map(
      (error): Fault => ({
        ...step,
        start: step.start ?? 1,
        what: error,
        options: under(step, `error=${error}`),
      }),
    );
  });

const everAfter: readonly Fault[] = [
  { step: "writing `finished` and all behind it", what: "EIO", call: "fsync", when: "3+" },
  { step: "before `finished` is there, and any other link", what: "ENOSPC", call: "link", when: "2+" },
].map(({ what, ...step }) => ({ ...step, start: 1, what, options: under(step, `error=${what}`) }));

// A real limit of a real kernel: half of the bytes are written, and no more.
const limited = [
  { step: "writing `started`", bytes: 0 },
  { step: "in the middle of writing `started`", bytes: 100 },
  { step: "in the middle of writing `finished`", bytes: 1000 },
].map(
  ({ step, bytes }): Fault => ({
    step,
    what: `files of ${bytes} bytes at most`,
    start: 1,
    // The log is a pipe, as in a container: it has no limit.
    options: () => ({ under: ["prlimit", `--fsize=${bytes}`], isPiped: true }),
  }),
);

const outside: readonly Fault[] = [
  ...(["SIGKILL", "SIGTERM", "SIGHUP"] as const).map(
    (signal): Fault => ({
      step: "while the test runs",
      what: signal,
      start: 1,
      options: ({ runs }) => ({ signalWhen: { is: () => runs() > 0, signal } }),
    }),
  ),
  ...(["SIGKILL", "SIGTERM"] as const).map(
    (signal): Fault => ({
      step: "while holding",
      what: signal,
      start: 1,
      options: () => ({ after: "hold", signalWhen: { is: isHolding, signal } }),
    }),
  ),
];

/** Every fault that the suite brings about, in the order of the protocol. */
export const faults: readonly Fault[] = [
  ...outside,
  ...limited,
  ...killed,
  ...terminated,
  ...refused,
  ...everAfter,
]
  .map((fault, index) => ({ fault, index }))
  .sort((a, b) => rank(a.fault) - rank(b.fault) || a.index - b.index)
  .map(({ fault }) => fault);

function rank({ step, start }: Fault): number {
  if (step === "while the test runs") return 8.5;
  if (step === "while holding") return 16.5;
  const known = steps.findIndex((known) => known.step === step && (known.start ?? 1) === start);
  if (known !== -1) return known;
  return step.includes("`started`") ? 3.5 : 9.5;
}

/** What came of a fault. */
export interface Consequence {
  readonly fault: Fault;
  readonly starts: readonly Start[];
  /** Runs that the test has counted. */
  readonly runs: number;
  /** Which promises were broken. */
  readonly broken: readonly string[];
}
