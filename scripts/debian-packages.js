// The Debian packages that tests and the Kerberos examples need; runs on the host's Node (18 or newer) too.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Package → a file of it. A name without a slash is looked for in PATH: another package may bring it as well. */
const debianPackages = {
  "krb5-kdc": "/usr/sbin/krb5kdc",
  "krb5-admin-server": "/usr/sbin/kadmin.local",
  "krb5-user": "kinit",
  "libkrb5-dev": "/usr/include/gssapi/gssapi_krb5.h",
  "apache2-bin": "/usr/sbin/apache2",
  "libapache2-mod-auth-gssapi": "/usr/lib/apache2/modules/mod_auth_gssapi.so",
  faketime: "faketime",
  strace: "strace",
  openssl: "openssl",
  curl: "curl",
  "libxml2-utils": "xmllint",
  python3: "python3",
  "python3-pytest": "pytest",
  make: "make",
  "g++": "g++",
  // Takes longer than all the others together: only for `npm run test:browsers`.
  ...(process.env.TESTCAR_BROWSERS === "1" ? { chromium: "/usr/bin/chromium" } : {}),
};

/** What pods take: they run as root only. Package → a file of it. */
const podPackages = {
  podman: "podman",
  runc: "runc",
  catatonit: "catatonit",
  netavark: "/usr/lib/podman/netavark",
  // Go into the base image, with krb5-user, g++ and others.
  tini: "tini",
  "busybox-static": "busybox",
};

const path = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/sbin"].filter(
  (folder) => folder !== "",
);
const isThere = (file) =>
  file.includes("/") ? existsSync(file) : path.some((folder) => existsSync(join(folder, file)));

/** Names of the packages that are not installed. Looks at files: takes a millisecond, and works without dpkg. */
export const missingPackages = () => missingOf(debianPackages);

/** The same of what only the tests with pods need: without them these are skipped, and say so. */
export const missingPodPackages = () => missingOf(podPackages);

const missingOf = (packages) =>
  Object.entries(packages)
    .filter(([, file]) => !isThere(file))
    .map(([name]) => name);

/** What an operator runs to install them. */
export const installLine = (packages) => `sudo apt-get install --no-install-recommends ${packages.join(" ")}`;
