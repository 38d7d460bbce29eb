import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ArtilleryFile, knowTheirTarget, lookAtArtillery } from "./artillery.ts";
import { listFiles } from "./files.ts";
import { folderOf, isInside } from "./folder.ts";
import { type Program, programs } from "./programs.ts";
import type { Project } from "./project.ts";

/** One plugin of the configuration to be. */
export interface PlannedPlugin {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What it is for here, in a line. */
  readonly comment: string;
  /** Otherwise it is a suggestion: there for whoever takes the comment sign away. */
  readonly isActive: boolean;
}

/** A configuration to be, and why. */
export interface Plan {
  /** Relative to the project. */
  readonly tests: string;
  /** What was found there, in words: `2 Artillery scripts`, `1 pytest file`. */
  readonly found: readonly string[];
  /** Tests in other folders, which this configuration leaves alone. */
  readonly elsewhere: readonly string[];
  readonly target: string;
  /** Whether the tests need to be told the target. */
  readonly needsTarget: boolean;
  readonly plugins: readonly PlannedPlugin[];
}

/** A program, and its tests. */
interface Use {
  readonly program: Program;
  readonly paths: readonly string[];
}

const DEFAULT_TARGET = "http://127.0.0.1:8080";

/** Where the service listens, by its Dockerfile. */
function guessTarget(directory: string): string {
  const file = join(directory, "Dockerfile");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [, port] = /^EXPOSE\s+(\d+)/im.exec(text) ?? [];
  return port === undefined ? DEFAULT_TARGET : `http://127.0.0.1:${port}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function usesOf(files: readonly string[], { packages }: Project): readonly Use[] {
  return programs
    .filter(({ packages: wanted = [] }) => wanted.every((name) => packages.has(name)))
    .map((program) => ({ program, paths: files.filter(program.owns) }))
    .filter(({ paths }) => paths.length > 0);
}

/** What may stand beside the runners: as a suggestion, or because it is installed and needs no options. */
const others = (project: Project): readonly PlannedPlugin[] => [
  {
    name: "wait-for",
    options: { http: "/" },
    comment: "Waits until the service answers, before the first test.",
    isActive: false,
  },
  {
    name: "oauth",
    options: {
      issuer: "https://login.example.org",
      clientId: "testcar",
      clientSecret: "${file:/run/secrets/oauth}",
    },
    comment: "Gets a token, and adds it to what the tests ask the target. A secret is never written here.",
    isActive: false,
  },
  {
    name: "junit-reporter",
    comment: "Writes testcar-junit.xml, for a CI server.",
    isActive: project.packages.has("@testcar/plugin-junit-reporter"),
  },
  {
    name: "ctrf-reporter",
    comment: "Writes testcar-ctrf.json, in the Common Test Report Format.",
    isActive: project.packages.has("@testcar/plugin-ctrf-reporter"),
  },
];

const OURS = /^@testcar\/plugin-/;
const THEIRS = /^(?:testcar-plugin-|@[^/]+\/testcar-plugin-)/;

/** Plugins of others that the project names. What options they take is not known. */
const foreign = ({ packages }: Project): readonly PlannedPlugin[] =>
  [...packages]
    .filter((name) => THEIRS.test(name) && !OURS.test(name))
    .map((name) => ({
      name: name.replace("testcar-plugin-", ""),
      comment: "Named in package.json; its README says what options it takes.",
      isActive: false,
    }));

/** Looks at what is in a project, and says what a configuration for it would be. */
export async function makePlan(project: Project): Promise<Plan> {
  const { directory, packages } = project;
  const files = await listFiles(directory);
  const looks = await Promise.all(files.map((path) => lookAtArtillery(directory, path)));
  const artillery = looks.filter((file): file is ArtilleryFile => file !== undefined);
  const scripts = artillery.filter(({ isScript }) => isScript).map(({ path }) => path);
  const allUses = usesOf(files, project);
  const paths = scripts.length > 0 ? scripts : allUses.flatMap((use) => use.paths);
  const tests = paths.length > 0 ? folderOf(paths) : "tests";

  const inside = artillery.filter(({ path }) => isInside(path, tests));
  const own = scripts.filter((path) => isInside(path, tests));
  const uses = allUses
    .map(({ program, paths: all }) => ({ program, paths: all.filter((path) => isInside(path, tests)) }))
    .filter((use) => use.paths.length > 0);
  const runsCommands = uses.length > 0 && (own.length === 0 || packages.has("@testcar/plugin-exec-runner"));
  const commands = uses.map(({ program }) => ({ name: program.name, ...program.command(tests, files) }));
  const runners: PlannedPlugin[] = [];
  if (own.length > 0 || uses.length === 0) {
    runners.push({ name: "artillery-runner", comment: "Runs Artillery scripts.", isActive: true });
  }
  if (uses.length > 0) {
    runners.push({
      name: "exec-runner",
      options: { commands },
      comment: "Runs tests by any command. One that matches no file that is meant as a test can go.",
      isActive: runsCommands,
    });
  }
  return {
    tests,
    found: [
      ...(own.length > 0 ? [count(own.length, "Artillery script")] : []),
      ...uses.map((use) => count(use.paths.length, use.program.noun)),
    ],
    elsewhere: [...scripts, ...allUses.flatMap((use) => use.paths)].filter((path) => !isInside(path, tests)),
    target: guessTarget(directory),
    needsTarget: !knowTheirTarget(inside) || (runsCommands && JSON.stringify(commands).includes("{target}")),
    plugins: [...runners, ...others(project), ...foreign(project)],
  };
}
