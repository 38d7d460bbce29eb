import { Secret } from "@testcar/core";
import * as v from "valibot";
import { policyDescriptions, policyNames } from "./policies/names.ts";

const holdsSecret = (value: unknown): boolean =>
  value instanceof Secret ||
  (typeof value === "object" && value !== null && Object.values(value).some(holdsSecret));

/** Data for an argument of Artillery. Every process of the machine can read arguments. */
const publicData = (example: string) =>
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.check(
      (data) => !holdsSecret(data),
      `A secret cannot stand here: it would be an argument of Artillery, which every process can read. Put it into env, and write {{ $env.NAME }} in the script (${example})`,
    ),
  );

const policySwitch = (description: string) => v.optional(v.pipe(v.boolean(), v.description(description)));

const policies = v.strictObject(
  Object.fromEntries(policyNames.map((name) => [name, policySwitch(policyDescriptions[name])])),
);

/** Options of the Artillery runner, each with its meaning; the reference page is made from it. */
export const optionsSchema = v.strictObject({
  variables: v.optional(
    v.pipe(
      publicData("instead of {{ NAME }}"),
      v.description("Variables of every script (artillery run --variables)."),
    ),
  ),
  overrides: v.optional(
    v.pipe(
      publicData('for example headers: { x-key: "{{ $env.KEY }}" }'),
      v.description("Merged over every script (artillery run --overrides); lists are replaced."),
    ),
  ),
  env: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, "Expected the name of an environment variable")),
        v.union([v.string(), v.instance(Secret)], "Expected a text, or ${env:NAME} or ${file:PATH}"),
      ),
      v.description(
        "Environment variables of Artillery beside the few that it gets from Testcar's own environment; scripts read them as {{ $env.NAME }}. May hold secrets.",
      ),
    ),
  ),
  configFile: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.description(
        "A file with shared configuration for every script (artillery run --config), relative to the configuration. Without it, a script that has no config gets that of the nearest file with nothing but config.",
      ),
    ),
  ),
  policies: v.optional(
    v.pipe(
      policies,
      v.description(
        "Switches policies off, by name. Each is on by default, and turns an exit code 0 of Artillery into a failure.",
      ),
    ),
  ),
  workers: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.description(
        "Largest number of Artillery's worker threads. Default: one fewer than the processors that the container may use, fewer where its memory has no room for them (128 MiB each), at least 1.",
      ),
    ),
  ),
  memoryMiB: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(64),
      v.description(
        "Largest heap of each of Artillery's threads, in MiB. Default: what the container's memory leaves to each worker, at least 64; without a limit of memory, what Node takes.",
      ),
    ),
  ),
  insecure: v.optional(
    v.pipe(
      v.boolean(),
      v.description("Accept any TLS certificate (artillery run --insecure). Default: false"),
    ),
  ),
  workingCopy: v.optional(
    v.pipe(
      v.picklist(["auto", "always", "never"]),
      v.description(
        "Run each test in a copy of the tests directory of its own. auto does so when the directory is read-only, and for a test with TypeScript (script, processor or overrides), since Artillery writes beside those. Default: auto",
      ),
    ),
  ),
});

/** Validated options. */
export type ArtilleryOptions = v.InferOutput<typeof optionsSchema>;
