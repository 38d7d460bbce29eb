// Makes stand-ins for the official node:24-bookworm-slim where no image registry can be reached: files of the Debian packages
// that this machine has, not configured, a shell by busybox, Node from node_modules, npm from npm. For tests only. IMAGE has what
// the agent needs at run time, IMAGE-build also what native modules are compiled with: there is no apt in either.
// usage: make-base.js IMAGE; without IMAGE it prints the key of what it would make
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { filesOf, withDependencies } from "./debian.js";

const NPM = "npm@11.21.2";
const RUNTIME = [
  "libc6",
  "libstdc++6",
  "libgcc-s1",
  "busybox-static",
  "tini",
  "libgssapi-krb5-2",
  "krb5-user",
];
const BUILD = [...RUNTIME, "g++", "make", "python3", "libkrb5-dev"];

const nodeFolder = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}/`, import.meta.url));
const nodeVersion = JSON.parse(readFileSync(join(nodeFolder, "package.json"), "utf8")).version;

/** As in the official image. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ]; then set -- node "$@"; fi
exec "$@"
`;

const CHANGES = [
  "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  `ENV NODE_VERSION=${nodeVersion}`,
  'ENTRYPOINT ["docker-entrypoint.sh"]',
  'CMD ["node"]',
];

/** Changes with everything that the images are made of. */
function key() {
  const hash = createHash("sha256").update(nodeVersion);
  for (const name of ["make-base.js", "debian.js"]) hash.update(readFileSync(new URL(name, import.meta.url)));
  for (const { name, version } of withDependencies(BUILD)) hash.update(`${name}=${version}\n`);
  return hash.digest("hex").slice(0, 12);
}

/** What comes on top of Debian's files. */
function layOut(root) {
  const local = join(root, "usr/local");
  const npm = join(local, "lib/node_modules/npm");
  for (const folder of [join(local, "bin"), npm, join(root, "etc"), join(root, "root"), join(root, "home")]) {
    mkdirSync(folder, { recursive: true });
  }
  cpSync(join(nodeFolder, "bin/node"), join(local, "bin/node"));
  const packed = ["pack", NPM, "--silent", "--prefer-offline", "--pack-destination", root];
  execFileSync("npm", packed, { stdio: ["ignore", "ignore", "inherit"] });
  const tarball = join(root, `${NPM.replace("@", "-")}.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", npm, "--strip-components=1"]);
  rmSync(tarball);
  for (const name of ["npm", "npx"]) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  }
  writeFileSync(join(local, "bin/docker-entrypoint.sh"), ENTRYPOINT, { mode: 0o755 });
  writeFileSync(
    join(root, "etc/passwd"),
    "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n",
  );
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
}

/** Links to busybox for what no package has brought. */
function linkShell(root, files) {
  const bin = join(root, "usr/bin");
  mkdirSync(bin, { recursive: true });
  const there = new Set(files);
  for (const name of execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n")) {
    if (!["bin", "sbin"].some((folder) => there.has(`usr/${folder}/${name}`))) {
      symlinkSync("/bin/busybox", join(bin, name));
    }
  }
}

/** A layer of these files, and of a folder; straight from the machine's own. */
async function importImage(image, files, folder) {
  const there = new Set(files);
  const own = readdirSync(folder, { recursive: true }).filter((name) => !there.has(name));
  const [debian, ours] = [join(folder, "../debian"), join(folder, "../ours")];
  writeFileSync(debian, files.join("\n"));
  writeFileSync(ours, own.join("\n"));
  const tar = ["--create", "--no-recursion", "--directory=/", `--files-from=${debian}`];
  const more = [`--directory=${folder}`, `--files-from=${ours}`];
  const pack = spawn("tar", [...tar, ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const flags = CHANGES.flatMap((change) => ["--change", change]);
  const imports = spawn("podman", ["import", ...flags, "-", image], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = Promise.all([once(pack, "close"), once(imports, "close")]);
  await pipeline(pack.stdout, imports.stdin);
  for (const [status] of await ended) if (status !== 0) throw new Error(`${image} cannot be made`);
}

async function make(image) {
  const folder = mkdtempSync(join(tmpdir(), "testcar-base-"));
  try {
    const root = join(folder, "root");
    layOut(root);
    const runtime = filesOf(withDependencies(RUNTIME));
    linkShell(root, runtime);
    const forBuild = ["usr/bin/cc", "usr/bin/c++", "usr/local/include"].map((name) => join(root, name));
    const [cc, cplusplus, include] = forBuild;
    // Compilers are looked for by these names.
    symlinkSync("gcc", cc);
    symlinkSync("g++", cplusplus);
    cpSync(join(nodeFolder, "include"), include, { recursive: true });
    await importImage(`${image}-build`, filesOf(withDependencies(BUILD)), root);
    for (const path of forBuild) rmSync(path, { recursive: true });
    // Last: where it is, the other one is too.
    await importImage(image, runtime, root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const image = process.argv[2];
if (image === undefined) process.stdout.write(key());
else await make(image);
