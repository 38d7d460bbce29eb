import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { AssembleError } from "./error.js";
import { npm, publishedVersion } from "./npm.js";
import { findPackages } from "./plugins.js";
import { packRepository, readJson, root } from "./repository.js";

const NAME = "testcar-image";
const ARTILLERY = "@testcar/plugin-artillery-runner";
const KERBEROS = "@testcar/plugin-kerberos";
const ALWAYS = ["@testcar/cli", "@testcar/core", "@testcar/report", "@testcar/plugin-stdout-reporter"];

/** Debian packages that Kerberos takes: to compile its native module, and to run it (kinit is for passwords). */
const DEBIAN = { build: "g++ libkrb5-dev make python3", run: "tini libgssapi-krb5-2 krb5-user" };

/** Left out beside the cloud SDKs: a browser's engine without a browser. */
const NO_BROWSER = ["artillery-engine-playwright", "playwright", "@playwright/test"];

/** An empty folder, or one that was a context before. */
function empty(folder) {
  mkdirSync(folder, { recursive: true });
  const entries = readdirSync(folder);
  if (entries.length === 0) return;
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest) || readJson(manifest).name !== NAME) {
    throw new AssembleError(
      `${folder} is not empty`,
      "Name a new folder, or one that docker/assemble has written.",
    );
  }
  for (const entry of entries) rmSync(join(folder, entry), { recursive: true });
}

function ownPackages({ from, npmrc }, tarballs) {
  if (from === "repository") return packRepository(tarballs);
  return new Map(
    ALWAYS.map((name) => {
      const version = publishedVersion(name, undefined, { cwd: tarballs, npmrc });
      if (version === undefined) {
        throw new AssembleError(`There is no published ${name}`, "Take the repository's: --from repository.");
      }
      return [name, { name, version, spec: version }];
    }),
  );
}

/** Artillery in the version that this repository tests, with stand-ins for what runs tests elsewhere. */
function artillery(tarballs) {
  const { devDependencies, overrides } = readJson(join(root, "package.json"));
  const stub = "artillery-stub.tgz";
  cpSync(join(root, "tools", stub), join(tarballs, stub));
  const clouds = Object.keys(overrides).filter((name) => overrides[name].endsWith(stub));
  const spec = `file:packages/${stub}`;
  return {
    dependencies: { artillery: devDependencies.artillery },
    // Below Artillery only: a plugin that needs such an SDK gets the real one.
    overrides: { artillery: Object.fromEntries([...clouds, ...NO_BROWSER].map((name) => [name, spec])) },
  };
}

function git(...args) {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : "";
}

/** The Dockerfile with these defaults of its arguments, so that the context builds by itself. */
function dockerfile(values) {
  let text = readFileSync(new URL("../Dockerfile", import.meta.url), "utf8");
  for (const [name, value] of Object.entries(values)) {
    text = text.replace(
      new RegExp(`^ARG ${name}=.*$`, "m"),
      () => `ARG ${name}="${value.replaceAll('"', "")}"`,
    );
  }
  return text;
}

/** Packages of the lock file that have install scripts. */
const withScripts = (lock) =>
  Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));

/**
 * Writes the build context.
 *
 * @returns What is worth telling.
 */
export function writeContext(folder, options) {
  const { plugins, npmrc, config, runScripts } = options;
  empty(folder);
  const tarballs = join(folder, "packages");
  mkdirSync(tarballs);
  const own = ownPackages(options, tarballs);
  const chosen = findPackages(plugins, { own, tarballs, npmrc });
  const names = chosen.map(({ name }) => name);
  const always = ALWAYS.map((name) => own.get(name));
  const used = new Map([...always, ...chosen].map(({ name, spec }) => [name, spec]));
  for (const { name, spec } of own.values()) {
    if (!used.has(name) && spec.startsWith("file:")) rmSync(join(folder, spec.slice("file:".length)));
  }
  const { dependencies = {}, overrides = {} } = names.includes(ARTILLERY) ? artillery(tarballs) : {};
  const hasKerberos = names.includes(KERBEROS);
  const scripts = [...(hasKerberos ? ["kerberos"] : []), ...runScripts];
  const manifest = {
    name: NAME,
    version: own.get("@testcar/cli").version,
    private: true,
    description: `A Testcar image with the plugins ${plugins.join(", ")}`,
    type: "module",
    dependencies: { ...Object.fromEntries(used), ...dependencies },
    overrides,
    allowScripts: Object.fromEntries(scripts.map((name) => [name, true])),
    plugins: ["@testcar/plugin-stdout-reporter", ...names],
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const where = { cwd: folder, npmrc };
  const lockArguments = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved=false"];
  npm(lockArguments, { ...where, doing: "Finding the packages" });
  const sbom = npm(["sbom", "--sbom-format=cyclonedx", "--package-lock-only"], {
    ...where,
    doing: "Listing the packages",
  });
  writeFileSync(join(folder, "sbom.cdx.json"), sbom);
  for (const file of ["trim.js", "warm.js"]) cpSync(new URL(file, import.meta.url), join(folder, file));
  mkdirSync(join(folder, "etc"));
  if (config !== undefined) cpSync(config, join(folder, "etc", `testcar.config${extname(config)}`));
  else writeFileSync(join(folder, "etc/.keep"), "");
  writeFileSync(
    join(folder, "Dockerfile"),
    dockerfile({
      BUILD_PACKAGES: hasKerberos ? DEBIAN.build : "",
      RUNTIME_PACKAGES: hasKerberos ? DEBIAN.run : "tini",
      RUN_SCRIPTS_OF: scripts.join(" "),
      VERSION: manifest.version,
      REVISION: git("rev-parse", "HEAD"),
      CREATED: git("log", "-1", "--format=%cI"),
      PLUGINS: plugins.join(" "),
    }),
  );
  const lock = readJson(join(folder, "package-lock.json"));
  return {
    packages: chosen.map(({ name, version }) => `${name} ${version}`),
    count: Object.keys(lock.packages).length - 1,
    idle: withScripts(lock).filter((name) => !scripts.includes(name)),
  };
}
