import { posix } from "node:path";
import type { CandidateFile, Reason } from "@testcar/core";
import { errors } from "../errors.ts";
import { type Content, noReferences } from "./content.ts";
import { type Need, resolveReferences } from "./references.ts";
import { nearestConfigs, type SharedConfigs } from "./shared-config.ts";
import type { ArtilleryTest } from "./test-data.ts";

/** A file, and what it turns out to be. */
export interface Classified {
  readonly file: CandidateFile;
  readonly content: Content;
}

/** A script with all that belongs to it. */
export interface Script {
  readonly file: CandidateFile;
  readonly data: ArtilleryTest;
  readonly needs: readonly Need[];
}

/** What lies around a script. */
export interface Surroundings {
  readonly contents: ReadonlyMap<string, Content>;
  readonly sharedConfigs: SharedConfigs;
  /** True when one configuration is given for every script, so that none is looked for. */
  readonly configGiven: boolean;
}

interface Choice {
  readonly sharedConfig?: string;
  readonly brokenDefinition?: Reason;
  readonly suspicion?: Reason;
}

function chooseConfig(path: string, { sharedConfigs, configGiven }: Surroundings): Choice {
  if (configGiven) return {};
  const candidates = nearestConfigs(path, sharedConfigs);
  if (candidates.length > 1) {
    return { brokenDefinition: errors.AMBIGUOUS_CONFIG({ path, candidates }).toReason() };
  }
  const [sharedConfig] = candidates;
  if (sharedConfig !== undefined) return { sharedConfig };
  const problem = "no config, and no file beside or above it shares one";
  return { suspicion: errors.INCOMPLETE({ path, problem }).toReason() };
}

function findNeeds(
  path: string,
  content: Extract<Content, { kind: "script" }>,
  config: string | undefined,
  around: Surroundings,
) {
  const directory = posix.dirname(path);
  const own = resolveReferences(content.references, [directory], around.contents);
  const shared = config === undefined ? undefined : around.contents.get(config);
  if (config === undefined || shared?.kind !== "config") return own;
  // Artillery looks for a processor beside the configuration first, and for payloads beside the script only.
  const { processors, payloads } = shared.references;
  const beside = [posix.dirname(config), directory];
  return [
    ...own,
    ...resolveReferences({ ...noReferences, processors }, beside, around.contents),
    ...resolveReferences({ ...noReferences, payloads }, [directory], around.contents),
  ];
}

/** Finds what belongs to a script: its shared configuration, its processor and its payloads. */
export function describeScript({ file, content }: Classified, around: Surroundings): Script | undefined {
  if (content.kind !== "script") return undefined;
  const { format, hasConfig, suspicion, brokenDefinition } = content;
  const choice = hasConfig ? {} : chooseConfig(file.path, around);
  const needs = findNeeds(file.path, content, choice.sharedConfig, around);
  const paths = new Set(needs.map(({ path }) => path));
  if (choice.sharedConfig !== undefined) paths.add(choice.sharedConfig);
  const data: ArtilleryTest = {
    format,
    files: [...paths].filter((path) => path !== file.path).sort(),
    ...choice,
    ...(suspicion === undefined ? {} : { suspicion }),
    ...(brokenDefinition === undefined ? {} : { brokenDefinition }),
  };
  return { file, data, needs };
}
