// Runs the command with secrets that would be known again, and says where they are found afterwards.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { caseRunner, configuration, createProject, type Ended, fixture } from "../testcar.ts";
import { filesBelow, openToOthers } from "./files.ts";
import type { Watch } from "./processes.ts";
import { type Canary, type Evidence, search } from "./search.ts";

/** A value that is found nowhere else. */
export const canary = (name: string): Canary => ({ name, value: randomBytes(24).toString("hex") });

/** One run. */
export interface Scenario {
  readonly plugins: readonly unknown[];
  readonly target?: string;
  /** The test: lines of commands. Default: nothing that matters. */
  readonly test?: readonly string[];
  /** An Artillery script instead. */
  readonly script?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly canaries: readonly Canary[];
  /** Secrets that are known only afterwards: tokens. */
  readonly obtained?: () => readonly Canary[];
  /** True when the configuration itself puts what is obtained into the environment of the tests. */
  readonly isInEnvironment?: boolean;
  readonly format?: "json" | "text";
}

/** What became of it. */
export interface Result extends Ended {
  /** Where a secret was found, and what others may read of the private files. */
  readonly leaks: readonly string[];
}

/** The temporary directories of the runs that are under way, and what in them was open to others. */
const exposed = new Map<string, Set<string>>();

/** Looks at all processes, and at the files of all runs that are under way. To be called by servers that runs wait for. */
export function lookAround(watch: Watch): void {
  watch.look();
  for (const [temporary, paths] of exposed) for (const path of openToOthers(temporary)) paths.add(path);
}

/** The program that asks for headers and sends a request with them. */
export const call = (url: string): string => `node ${fixture("programs/asks-and-calls.js")} ${url}`;

const TICKET = /YII[\w+/]{30}/;
/** How a ticket cache begins: format 5, version 4. */
const TICKET_CACHE = Buffer.of(5, 4, 0).toString("latin1");

// A JWT says many things that others say as well; its signature is its own.
const ownPart = ({ name, value }: Canary): Canary => ({
  name,
  value: /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(value)?.[1] ?? value,
});

/** Runs it, and searches. */
export async function runScenario(scenario: Scenario, watch: Watch): Promise<Result> {
  const { plugins, target, test = ["true"], script, env = {}, canaries, format = "json" } = scenario;
  using project = createProject({
    "testcar.config.yaml": configuration([
      script === undefined ? caseRunner : "artillery-runner",
      ...plugins,
    ]),
    ...(script === undefined ? { "tests/a.case": `${test.join("\n")}\n` } : { "tests/smoke.yml": script }),
  });
  const { temporary } = project;
  const terminationLog = project.path("termination-log");
  writeFileSync(terminationLog, "");
  const paths = new Set<string>();
  exposed.set(temporary, paths);
  const options = ["--format", format, "--log-level", "debug", "--termination-log", terminationLog];
  const where = target === undefined ? [] : ["--target", target];
  const ended = await project.testcar(["run", ...options, ...where], { env });
  exposed.delete(temporary);

  const left: readonly Evidence[] = [
    { place: "stdout", text: ended.stdout },
    { place: "stderr", text: ended.stderr },
    ...filesBelow(project.directory),
  ];
  const obtained = scenario.obtained?.() ?? [];
  const given = canaries.map(ownPart);
  const inProcesses = [...given, ...obtained.map(ownPart)];
  const { argv, environments } = watch.evidence();
  const leaks = [
    ...search(left, [...canaries, ...obtained]),
    ...search(argv, inProcesses),
    ...search(environments, scenario.isInEnvironment === true ? given : inProcesses),
    ...left.filter(({ text }) => TICKET.test(text)).map(({ place }) => `${place}: a Negotiate token`),
    ...left
      .filter(({ text }) => text.includes(`\n${TICKET_CACHE}`))
      .map(({ place }) => `${place}: a ticket cache`),
    ...left.filter(({ place }) => place.includes("/credentials/")).map(({ place }) => `${place} is left`),
    ...[...paths].map((path) => `${path} is not private`),
  ];
  return { ...ended, leaks };
}
