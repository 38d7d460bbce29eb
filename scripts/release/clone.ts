import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { publishedPackages } from "./packages.ts";
import type { Programs } from "./programs.ts";

/** The branch that lerna.json lets releases be made from. */
const BRANCH = "main";

/** Copies a link as it is: those of npm's workspaces then lead into the clone. */
function link(from: string, to: string): void {
  symlinkSync(lstatSync(from).isSymbolicLink() ? readlinkSync(from) : from, to);
}

/** Every installed package is a link; our own lead to the clone's. */
function linkModules(repository: string, clone: string): void {
  const modules = join(repository, "node_modules");
  // Caches stay behind.
  for (const entry of readdirSync(modules).filter((name) => !name.startsWith(".") || name === ".bin")) {
    const [from, to] = [join(modules, entry), join(clone, "node_modules", entry)];
    mkdirSync(join(clone, "node_modules"), { recursive: true });
    if (!entry.startsWith("@")) {
      link(from, to);
      continue;
    }
    mkdirSync(to);
    for (const name of readdirSync(from)) link(join(from, name), join(to, name));
  }
  for (const { folder } of publishedPackages(clone)) {
    const own = join(repository, folder, "node_modules");
    if (existsSync(own)) symlinkSync(own, join(clone, folder, "node_modules"));
  }
}

/** What is not committed yet is rehearsed as well. */
async function commitChanges(repository: string, clone: string, { succeed }: Programs): Promise<number> {
  const list = ["ls-files", "-z", "--modified", "--others", "--exclude-standard"];
  const output = await succeed({ cwd: repository }, "git", ...list);
  const changed = [...new Set(output.split("\0").filter((file) => file !== ""))];
  if (changed.length === 0) return 0;
  for (const file of changed) {
    const from = join(repository, file);
    if (existsSync(from)) cpSync(from, join(clone, file), { verbatimSymlinks: true });
    else rmSync(join(clone, file), { force: true });
  }
  await succeed({ cwd: clone }, "git", "add", "--all");
  await succeed(
    { cwd: clone },
    "git",
    "commit",
    "--quiet",
    "--allow-empty",
    "--message",
    "Rehearse what is not committed",
  );
  return changed.length;
}

export interface Clone {
  readonly folder: string;
  /** How many files are in it that the repository has not committed. */
  readonly uncommitted: number;
}

/** Clones the repository with an origin of its own, so that whatever a release pushes stays in the folder. */
export async function cloneRepository(
  repository: string,
  into: string,
  committedOnly: boolean,
  programs: Programs,
): Promise<Clone> {
  const { succeed } = programs;
  const origin = join(into, "origin.git");
  const folder = join(into, "clone");
  await succeed({ cwd: into }, "git", "clone", "--quiet", "--bare", "--shared", repository, origin);
  await succeed({ cwd: into }, "git", "clone", "--quiet", "--shared", repository, folder);
  const git = (...args: readonly string[]) => succeed({ cwd: folder }, "git", ...args);
  await git("remote", "set-url", "origin", origin);
  await git("config", "user.name", "Rehearsal");
  await git("config", "user.email", "rehearsal@localhost");
  await git("config", "commit.gpgSign", "false");
  await git("config", "tag.gpgSign", "false");
  await git("config", "core.hooksPath", "/dev/null");
  await git("checkout", "--quiet", "-B", BRANCH);
  const uncommitted = committedOnly ? 0 : await commitChanges(repository, folder, programs);
  await git("push", "--quiet", "--force", "--tags", "--set-upstream", "origin", BRANCH);
  linkModules(repository, folder);
  return { folder, uncommitted };
}
