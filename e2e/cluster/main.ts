// npm run test:cluster: a namespace, the tests, and the end of the namespace, whatever becomes of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { kubectl } from "./kubectl.ts";
import { createNamespace, createPullSecret, deleteNamespace, newNamespace } from "./namespace.ts";
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

/** What has been told to stop, and what is to be stopped then. */
interface Stop {
  by?: (typeof STOPS)[number];
  what: () => void;
}

function listenForStop(): Stop {
  const stop: Stop = { what: () => {} };
  for (const signal of STOPS) {
    process.on(signal, () => {
      stop.by ??= signal;
      stop.what();
    });
  }
  return stop;
}

/** Tells what kubectl said; gives the exit code that goes with it. */
function sayWhyNot(error: unknown): number {
  process.stderr.write(`The tests in a cluster cannot run: kubectl says\n${reasonOf(error)}\n`);
  return IMPOSSIBLE;
}

/** Runs the tests one after another: the cluster may be small, and what fails is easier to read. */
async function runTests(namespace: string, stop: Stop): Promise<number> {
  const { pullConfig } = settingsOf(process.env);
  try {
    if (pullConfig !== undefined) await createPullSecret(namespace, pullConfig);
  } catch (error) {
    return sayWhyNot(error);
  }
  if (stop.by !== undefined) return 1;
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const options = ["--selectProjects", "cluster", "--runInBand", "--verbose", ...process.argv.slice(2)];
  const jest = spawn(process.execPath, [...flags, `${root}node_modules/jest/bin/jest.js`, ...options], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, [NAMESPACE]: namespace },
  });
  stop.what = () => jest.kill();
  const [code] = await once(jest, "exit");
  return code ?? 1;
}

async function main(): Promise<number> {
  const why = whyNoCluster(process.env);
  if (why !== undefined) {
    process.stderr.write(why);
    return IMPOSSIBLE;
  }
  const stop = listenForStop();
  const namespace = newNamespace();
  let exitCode: number;
  try {
    process.stderr.write(`The cluster: ${await nameOfCluster()}\nThe namespace: ${namespace}\n`);
    await createNamespace(namespace);
    exitCode = await runTests(namespace, stop);
  } catch (error) {
    exitCode = sayWhyNot(error);
    // A namespace that kubectl was stopped over may be there all the same.
    if (stop.by === undefined) return exitCode;
  }

  const stopped = stop.by === undefined ? undefined : 128 + constants.signals[stop.by];
  if (settingsOf(process.env).keepsNamespace) {
    process.stderr.write(`Kept: kubectl --namespace ${namespace} get all\n`);
    return stopped ?? exitCode;
  }
  const isGone = await deleteNamespace(namespace, stopped !== undefined);
  return stopped ?? (isGone ? exitCode : exitCode || 1);
}

process.exitCode = await main();
