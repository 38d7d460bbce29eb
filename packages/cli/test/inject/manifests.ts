import { readdirSync, readFileSync } from "node:fs";
import { type Injected, inject } from "../../src/inject/inject.ts";
import { readFlags } from "../../src/inject/layers.ts";

const folder = (name: string): URL => new URL(`${name}/`, import.meta.url);

/** Manifests as people and their tools write them. */
export const manifests: readonly string[] = readdirSync(folder("manifests")).sort();

export const read = (file: string): string => readFileSync(new URL(file, folder("manifests")), "utf8");

/** Where what inject makes of a manifest is kept, to be read by people. */
export const goldenFile = (file: string): URL => new URL(file, folder("golden"));

/** What has to be said on the command line for a manifest that does not say it. */
const FLAGS: Readonly<Record<string, object>> = { "anchors.yaml": { container: "shop" } };

export const flagsFor = (file: string): object => ({ image: "testcar:1", ...FLAGS[file] });

export const injectWith = (text: string, flags: object, optIn = false): Injected =>
  inject(text, "in.yaml", { flags: readFlags({ ...flags }), optIn });

/** What inject makes of a text; fails the test when it refuses. */
export function injected(text: string, flags: object): string {
  const { text: result, problems } = injectWith(text, flags);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return result;
}
