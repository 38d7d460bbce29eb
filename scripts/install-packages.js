// Installs the packages as they would be published into an empty folder, as a user has them.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const quiet = { stdio: ["ignore", "ignore", "inherit"] };

const packageFolders = () =>
  ["packages", "plugins"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  );

/**
 * Packs every built package and installs the tarballs; gives the folder. Artillery is linked from the repository, which
 * spares its download; the repository's own is what the runner is tested with anyway. What is optional is left out: to compile
 * the Kerberos module takes half a minute.
 */
export function installPackages() {
  const folder = mkdtempSync(join(tmpdir(), "testcar-installed-"));
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  for (const cwd of packageFolders()) {
    execFileSync("npm", ["pack", "--silent", "--pack-destination", tarballs], { cwd, ...quiet });
  }
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "installed", private: true, type: "module" }),
  );
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  // npm does not add what is a peer, which is Artillery.
  const args = [
    "install",
    "--omit=optional",
    "--legacy-peer-deps",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...files,
  ];
  // In a script of npm, what the repository's .npmrc demands stands in the environment.
  const env = { ...process.env, npm_config_strict_allow_scripts: "false" };
  execFileSync("npm", args, { cwd: folder, env, ...quiet });
  symlinkSync(join(root, "node_modules/artillery"), join(folder, "node_modules/artillery"));
  return folder;
}
