// Tags each package's version that has no tag, as lerna does: npm run release:tag, once after the first release.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { publishedPackages } from "./packages.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd, encoding: "utf8" });

const known = new Set(git("tag").split("\n"));
for (const { manifest } of publishedPackages(cwd)) {
  const tag = `${manifest.name}@${manifest.version}`;
  if (known.has(tag)) continue;
  // lerna looks for annotated ones.
  git("tag", "--annotate", tag, "--message", tag);
  console.log(tag);
}
