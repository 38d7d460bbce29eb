// Installs the packages as they would be published into an empty folder, as a user has them.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/**
 * Packs every built package and installs the tarballs. Artillery is linked from the repository: it is the same for both
 * sides of every comparison.
 */
export function installPackages() {
  const folder = mkdtempSync(join(tmpdir(), "testcar-installed-"));
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  const quiet = { stdio: ["ignore", "ignore", "inherit"] };
  for (const parent of ["packages", "plugins"]) {
    for (const name of readdirSync(join(root, parent))) {
      const args = ["pack", "--silent", "--pack-destination", tarballs];
      execFileSync("npm", args, { cwd: join(root, parent, name), ...quiet });
    }
  }
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "installed", private: true, type: "module" }),
  );
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", ...files];
  execFileSync("npm", args, { cwd: folder, ...quiet });
  symlinkSync(join(root, "node_modules/artillery"), join(folder, "node_modules/artillery"));
  return folder;
}
