// Makes stand-ins for the official node:24-bookworm-slim where no image registry can be reached: Debian's packages, unpacked but
// not configured, a shell by busybox, Node and npm from npm. For tests only; takes half a minute. IMAGE has what the agent
// needs at run time, IMAGE-build what native modules are compiled with: there is no apt in either.
// usage: make-base.js IMAGE
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const NPM = "npm@11.21.2";
const SOURCES = "/etc/apt/sources.list.d/debian.sources";
const EVERYWHERE = ["libc6", "libstdc++6", "libgcc-s1", "busybox-static"];
const RUNTIME = ["tini", "libgssapi-krb5-2", "krb5-user"];
const BUILD = ["g++", "make", "python3", "libkrb5-dev"];

/** As in the official image. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ]; then set -- node "$@"; fi
exec "$@"
`;

const quiet = { stdio: ["ignore", "ignore", "inherit"] };

/** What comes on top of Debian's files. */
function layOut(folder) {
  const local = join(folder, "root/usr/local");
  const node = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}/`, import.meta.url));
  for (const name of ["bin", "include", "lib/node_modules/npm"])
    mkdirSync(join(local, name), { recursive: true });
  cpSync(join(node, "bin/node"), join(local, "bin/node"));
  cpSync(join(node, "include"), join(local, "include"), { recursive: true });
  execFileSync("npm", ["pack", NPM, "--silent", "--pack-destination", folder], quiet);
  const tarball = join(folder, `${NPM.replace("@", "-")}.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", join(local, "lib/node_modules/npm"), "--strip-components=1"]);
  for (const name of ["npm", "npx"]) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  }
  writeFileSync(join(local, "bin/docker-entrypoint.sh"), ENTRYPOINT, { mode: 0o755 });
  const etc = join(folder, "root/etc");
  mkdirSync(etc);
  writeFileSync(join(etc, "passwd"), "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n");
  writeFileSync(join(etc, "group"), "root:x:0:\nnode:x:1000:\n");
  for (const name of ["root/root", "root/tmp", "root/home"]) mkdirSync(join(folder, name));
  chmodSync(join(folder, "root/tmp"), 0o1777);
}

const changes = [
  "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  "ENV NODE_VERSION=24.21.0",
  'ENTRYPOINT ["docker-entrypoint.sh"]',
  'CMD ["node"]',
];

async function make(folder, image, packages) {
  const debian = spawn(
    "mmdebstrap",
    [
      "--variant=extract",
      `--include=${packages.join()}`,
      '--extract-hook=mkdir -p "$1/usr/bin" && "$1/bin/busybox" --install "$1/bin" && ln -sf /bin/busybox "$1/usr/bin/env"',
      '--extract-hook=test ! -e "$1/usr/bin/gcc" || ln -s gcc "$1/usr/bin/cc"',
      `--extract-hook=cp -a "${folder}/root/." "$1/"`,
      "bookworm",
      "-",
      SOURCES,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const said = [];
  debian.stderr.on("data", (chunk) => said.push(chunk));
  const ended = once(debian, "close");
  const tar = join(folder, "base.tar");
  await pipeline(debian.stdout, createWriteStream(tar));
  const [status] = await ended;
  if (status !== 0) throw new Error(`mmdebstrap: ${Buffer.concat(said)}`);
  execFileSync("podman", ["import", ...changes.flatMap((change) => ["--change", change]), tar, image], quiet);
}

const image = process.argv[2] ?? "localhost/node:24-bookworm-slim";
const folder = mkdtempSync(join(tmpdir(), "testcar-base-"));
try {
  layOut(folder);
  await make(folder, image, [...EVERYWHERE, ...RUNTIME]);
  await make(folder, `${image}-build`, [...EVERYWHERE, ...BUILD]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
