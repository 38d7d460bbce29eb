import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages } from "./packages.ts";
import type { Programs } from "./programs.ts";
import type { Registry } from "./registry.ts";
import { LERNA } from "./version.ts";

/** Only a CI service that the registry trusts can say where a package was built: without one, lerna refuses to publish. */
async function renounceProvenance(clone: string, { succeed }: Programs): Promise<void> {
  for (const { folder } of publishedPackages(clone)) {
    const file = join(clone, folder, "package.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"provenance": true', '"provenance": false'));
  }
  await succeed(
    { cwd: clone },
    "git",
    "commit",
    "--quiet",
    "--all",
    "--message",
    "Publish without provenance",
  );
}

/** Publishes from a clone whatever the registry lacks, as npm run release:publish does; gives the names. */
export async function publishFrom(
  clone: string,
  registry: Registry,
  programs: Programs,
): Promise<readonly string[]> {
  await renounceProvenance(clone, programs);
  const env = { NPM_CONFIG_USERCONFIG: registry.publisher };
  const args = ["publish", "from-package", "--yes", "--registry", registry.url];
  await programs.succeed({ cwd: clone, env }, LERNA, ...args);
  return publishedPackages(clone).map(({ manifest }) => manifest.name);
}
