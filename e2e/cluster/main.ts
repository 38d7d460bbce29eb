// npm run test:cluster: a namespace, the tests, and the end of the namespace, whatever becomes of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { kubectl } from "./kubectl.ts";
import { createNamespace, createPullSecret, deleteNamespace } from "./namespace.ts";
import { NAMESPACE, settingsOf, whyNoCluster } from "./settings.ts";

/** It was asked for, and cannot be. */
const IMPOSSIBLE = 2;

const root = fileURLToPath(new URL("../../", import.meta.url));
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The last lines of what kubectl said; they name the reason. */
const reasonOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "stderr" in error && String(error.stderr) !== ""
    ? String(error.stderr)
    : String(error);

/** Which cluster this is, for the eyes of whoever started it. */
async function nameOfCluster(): Promise<string> {
  const server = "jsonpath={.clusters[0].cluster.server}";
  const url = await kubectl(["config", "view", "--minify", "--output", server]);
  const version: { readonly serverVersion?: { readonly gitVersion: string } } = JSON.parse(
    await kubectl(["version", "--output", "json"]),
  );
  return `${url}, Kubernetes ${version.serverVersion?.gitVersion}`;
}

/** Runs the tests one after another: the cluster may be small, and what fails is easier to read. */
function startJest(namespace: string) {
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const jest = [
    `${root}node_modules/jest/bin/jest.js`,
    "--selectProjects",
    "cluster",
    "--runInBand",
    "--verbose",
  ];
  return spawn(process.execPath, [...flags, ...jest, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, [NAMESPACE]: namespace },
  });
}

async function main(): Promise<number> {
  const why = whyNoCluster(process.env);
  if (why !== undefined) {
    process.stderr.write(why);
    return IMPOSSIBLE;
  }
  const { pullConfig, keepsNamespace } = settingsOf(process.env);
  let stoppedBy: (typeof STOPS)[number] | undefined;
  let stop = (): void => {};
  for (const signal of STOPS) {
    process.on(signal, () => {
      stoppedBy ??= signal;
      stop();
    });
  }
  let namespace: string;
  try {
    process.stderr.write(`The cluster: ${await nameOfCluster()}\n`);
    namespace = await createNamespace();
  } catch (error) {
    process.stderr.write(`The tests in a cluster cannot run: kubectl says\n${reasonOf(error)}\n`);
    return IMPOSSIBLE;
  }
  process.stderr.write(`The namespace: ${namespace}\n`);

  let exitCode = 1;
  try {
    if (pullConfig !== undefined) await createPullSecret(namespace, pullConfig);
    if (stoppedBy === undefined) {
      const jest = startJest(namespace);
      stop = () => jest.kill();
      const [code] = await once(jest, "exit");
      exitCode = code ?? 1;
    }
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
  } finally {
    if (keepsNamespace) {
      process.stderr.write(`Kept: kubectl --namespace ${namespace} get all\n`);
    } else if (!(await deleteNamespace(namespace, stoppedBy !== undefined))) {
      exitCode = 1;
    }
  }
  return stoppedBy === undefined ? exitCode : 128 + constants.signals[stoppedBy];
}

process.exitCode = await main();
