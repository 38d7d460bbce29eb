import * as v from "valibot";
import { logLevels } from "../log/logger.ts";
import { durationSchema, parseDuration } from "./duration.ts";

/** Milliseconds that a directory has to be complete in, when nothing is said of it. */
const WAIT_MS = 60_000;

const WAITS_FOR_NOTHING = "Expected a file, a settle time, or both";

const waitFor = v.pipe(
  v.union(
    [
      v.pipe(v.number(), v.minValue(1), v.finite()),
      v.pipe(v.string(), v.minLength(1)),
      v.pipe(
        v.strictObject({
          file: v.optional(
            v.pipe(
              v.string(),
              v.minLength(1),
              v.description("Wait until this file is there. Relative to the tests directory, or absolute."),
            ),
          ),
          settle: v.optional(
            durationSchema("Wait until nothing in the tests directory has changed for so long."),
          ),
          deadline: v.optional(durationSchema("How long to wait at most. Default: 60s")),
        }),
        v.check(({ file, settle }) => file !== undefined || settle !== undefined, WAITS_FOR_NOTHING),
      ),
    ],
    'Expected a file like .complete, a time like 2s, or { "file": …, "settle": …, "deadline": … }',
  ),
  v.description(
    "What a run waits for when somebody else is still filling the tests directory: a marker file, a time without changes, or an object with both. When the deadline comes first, the run is an error. Default: nothing",
  ),
  v.transform((value) => {
    if (typeof value === "object") return { ...value, deadline: value.deadline ?? WAIT_MS };
    const settle = typeof value === "number" ? value : parseDuration(value);
    return settle === undefined ? { file: String(value), deadline: WAIT_MS } : { settle, deadline: WAIT_MS };
  }),
);

const SIZES: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

function parseSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)(KiB|MiB|GiB)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (SIZES[unit ?? "KiB"] ?? 1);
}

/** Less would not even hold what is told of a test's output. */
const MIN_OUTPUT = 64 * 1024;

const A_SIZE = "Expected bytes as a number, or a text like 512KiB or 64MiB: 64KiB at least";

const size = (description: string) =>
  v.pipe(
    v.union(
      [
        v.pipe(v.number(), v.integer(A_SIZE), v.minValue(MIN_OUTPUT, A_SIZE)),
        v.pipe(
          v.string(),
          v.check((text) => (parseSize(text) ?? 0) >= MIN_OUTPUT, A_SIZE),
        ),
      ],
      A_SIZE,
    ),
    v.description(description),
    v.transform((value) => (typeof value === "number" ? value : (parseSize(value) ?? MIN_OUTPUT))),
  );

const httpUrl = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && /^(https?|wss?):$/.test(new URL(text).protocol),
    "Expected a URL like http://127.0.0.1:8080",
  ),
  // It is in records, reports and argument lists.
  v.check(
    (text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === "",
    "Expected a URL without user name and password: it is shown to everybody",
  ),
  v.description("Where the service under test listens. A runner gives it to its tests."),
);

const A_PLUGIN = "Expected a plugin's name, or [name, { options }]";

const pluginName = v.pipe(v.string(), v.minLength(1, A_PLUGIN));

const pluginEntry = v.union(
  [pluginName, v.strictTuple([pluginName, v.record(v.string(), v.unknown())])],
  A_PLUGIN,
);

/** The members of a configuration, each with its meaning. The JSON Schema and the reference page are made from it. */
export const configSchema = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description("Address of this schema, for editors."))),
  extends: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())]),
      v.description(
        "Configuration files that this one builds on, relative to it. Later ones win; this file wins over all.",
      ),
    ),
  ),
  tests: v.optional(
    v.pipe(v.string(), v.description("The directory with the tests. Default: /etc/testcar/tests")),
  ),
  waitFor: v.optional(waitFor),
  target: v.optional(httpUrl),
  plugins: v.optional(
    v.pipe(
      v.array(pluginEntry),
      v.description(
        "The plugins, each a name or [name, options]. A short name like oauth stands for @testcar/plugin-oauth, then testcar-plugin-oauth; @acme/soap for @acme/testcar-plugin-soap; ./runner.ts for a file.",
      ),
    ),
  ),
  environment: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.description(
        "Name of the environment that runners choose in their tests (artillery run --environment).",
      ),
    ),
  ),
  only: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        "Run only the tests whose id matches one of these glob patterns. Naming a test that is not there is an error.",
      ),
    ),
  ),
  concurrency: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.description("How many tests run at the same time. Default: 1, since load tests disturb one another."),
    ),
  ),
  timeout: v.optional(durationSchema("Time for the whole run. Default: 1h")),
  testTimeout: v.optional(durationSchema("Time for each test. Default: none but the run's.")),
  grace: v.optional(
    durationSchema(
      "Time that a test's processes have between SIGTERM and SIGKILL, less than the pod has. Default: 10s",
    ),
  ),
  failFast: v.optional(
    v.pipe(v.boolean(), v.description("Start no further test after one that did not pass. Default: false")),
  ),
  allowEmpty: v.optional(
    v.pipe(v.boolean(), v.description("Let a run without any test pass. Default: false")),
  ),
  maxOutput: v.optional(
    size(
      "How much of what a test prints its file holds, in bytes or like 64MiB; of more, the first and the last half are kept. Default: 64MiB",
    ),
  ),
  requiredReporters: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        "Reporters without whose success the run is an error, by their names. stdout-reporter always is.",
      ),
    ),
  ),
  format: v.optional(
    v.pipe(
      v.picklist(["auto", "json", "text"]),
      v.description(
        "What stdout gets: json is records, text a summary for people; auto is text on a terminal and json elsewhere. Default: auto",
      ),
    ),
  ),
  logLevel: v.optional(v.pipe(v.picklist(logLevels), v.description("How much stderr tells. Default: warn"))),
});

/** One validated layer of configuration; a member that it does not set is missing. */
export type ConfigLayer = v.InferOutput<typeof configSchema>;

/** Names of the configuration's members. */
export const configKeys: readonly string[] = Object.keys(configSchema.entries);
