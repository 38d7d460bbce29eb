// Makes a stand-in for the official node:24-bookworm-slim where no image registry can be reached: Debian from its packages,
// Node and npm from npm. For tests only; takes about half a minute. usage: make-base.js IMAGE ENGINE-ARGUMENTS…
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const NPM = "npm@11.21.2";
const SOURCES = "/etc/apt/sources.list.d/debian.sources";

/** As in the official image. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ]; then set -- node "$@"; fi
exec "$@"
`;

const image = process.argv[2] ?? "localhost/node:24-bookworm-slim";
const folder = mkdtempSync(join(tmpdir(), "testcar-base-"));
try {
  const local = join(folder, "root/usr/local");
  const node = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}/`, import.meta.url));
  for (const name of ["bin", "include", "lib/node_modules/npm"])
    mkdirSync(join(local, name), { recursive: true });
  cpSync(join(node, "bin/node"), join(local, "bin/node"));
  cpSync(join(node, "include"), join(local, "include"), { recursive: true });
  execFileSync("npm", ["pack", NPM, "--silent", "--pack-destination", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const tarball = join(folder, `${NPM.replace("@", "-")}.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", join(local, "lib/node_modules/npm"), "--strip-components=1"]);
  for (const name of ["npm", "npx"]) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  }
  writeFileSync(join(local, "bin/docker-entrypoint.sh"), ENTRYPOINT, { mode: 0o755 });

  const debian = spawn(
    "mmdebstrap",
    [
      "--variant=minbase",
      "--include=ca-certificates",
      "--dpkgopt=force-unsafe-io",
      '--aptopt=Acquire::Languages "none"',
      '--customize-hook=chroot "$1" groupadd -g 1000 node',
      '--customize-hook=chroot "$1" useradd -u 1000 -g node -s /bin/bash -m node',
      `--customize-hook=cp -a ${folder}/root/usr "$1/"`,
      "bookworm",
      "-",
      SOURCES,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const changes = [
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "ENV NODE_VERSION=24.21.0",
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
  ];
  const tar = join(folder, "base.tar");
  const { createWriteStream } = await import("node:fs");
  const { pipeline } = await import("node:stream/promises");
  const ended = new Promise((done) => debian.once("exit", done));
  await pipeline(debian.stdout, createWriteStream(tar));
  if ((await ended) !== 0) throw new Error("mmdebstrap failed");
  execFileSync("podman", ["import", ...changes.flatMap((change) => ["--change", change]), tar, image], {
    stdio: ["ignore", "ignore", "inherit"],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
