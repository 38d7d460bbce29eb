// What the suite has to be told, and whether it can run at all.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the suite says more than fits on a terminal. */
const GUIDE = "docs/guides/tests-in-a-cluster.md";

/** Variables by which the launcher tells the tests. */
export const NAMESPACE = "TESTCAR_CLUSTER_NAMESPACE";

/** What somebody has said about the cluster. */
export interface Settings {
  readonly agentImage: string;
  readonly serviceImage: string;
  readonly pullPolicy: string;
  /** File with the credentials of a registry, as `docker login` writes it. */
  readonly pullConfig?: string;
  readonly keepsNamespace: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const agentProblem = `TESTCAR_AGENT_IMAGE is not set: the agent's image, where the cluster can pull it.
    docker/assemble artillery-runner wait-for ./examples/in-house-runner \\
      --config e2e/cluster/testcar.config.yaml --tag REGISTRY/testcar-agent:cluster
    docker push REGISTRY/testcar-agent:cluster`;

const serviceProblem = `TESTCAR_SERVICE_IMAGE is not set: the image of a service with tests, where the cluster can pull it.
    docker build --tag REGISTRY/testcar-service:cluster e2e/cluster/service
    docker push REGISTRY/testcar-service:cluster`;

const POLICIES = ["Always", "IfNotPresent", "Never"];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const isInPath = (program: string, path = ""): boolean =>
  path.split(delimiter).some((folder) => isExecutable(join(folder, program)));

/** Says everything that is in the way, each with what to do about it. */
function problemsOf(env: Environment): readonly string[] {
  const { KUBECONFIG: kubeconfig, TESTCAR_IMAGE_PULL_CONFIG: pullConfig } = env;
  const policy = env["TESTCAR_IMAGE_PULL_POLICY"];
  const problems: string[] = [];
  if (!kubeconfig) {
    problems.push(
      "KUBECONFIG is not set: the file by which kubectl reaches the cluster. No other one is taken, so that no\n    cluster is touched by mistake.",
    );
  } else if (!kubeconfig.split(delimiter).some((file) => existsSync(file))) {
    problems.push(`KUBECONFIG is ${kubeconfig}, and there is no such file.`);
  }
  if (!isInPath("kubectl", env["PATH"])) {
    problems.push("kubectl is not in PATH: https://kubernetes.io/docs/tasks/tools/");
  }
  if (!env["TESTCAR_AGENT_IMAGE"]) problems.push(agentProblem);
  if (!env["TESTCAR_SERVICE_IMAGE"]) problems.push(serviceProblem);
  if (policy && !POLICIES.includes(policy)) {
    problems.push(`TESTCAR_IMAGE_PULL_POLICY is ${policy}; it is one of ${POLICIES.join(", ")}.`);
  }
  if (pullConfig && !existsSync(pullConfig)) {
    problems.push(`TESTCAR_IMAGE_PULL_CONFIG is ${pullConfig}, and there is no such file.`);
  }
  return problems;
}

/** Why the suite cannot run, in words; undefined when nothing is known against it. */
export function whyNoCluster(env: Environment): string | undefined {
  const problems = problemsOf(env);
  if (problems.length === 0) return undefined;
  const list = problems.map((problem) => `  - ${problem}\n`).join("");
  return `The tests in a cluster cannot run:\n${list}All of it is explained in ${GUIDE}.\n`;
}

/** The settings of an environment that nothing is against. */
export function settingsOf(env: Environment): Settings {
  const pullConfig = env["TESTCAR_IMAGE_PULL_CONFIG"];
  return {
    agentImage: env["TESTCAR_AGENT_IMAGE"] ?? "",
    serviceImage: env["TESTCAR_SERVICE_IMAGE"] ?? "",
    pullPolicy: env["TESTCAR_IMAGE_PULL_POLICY"] || "IfNotPresent",
    ...(pullConfig ? { pullConfig } : {}),
    keepsNamespace: env["TESTCAR_KEEP_NAMESPACE"] === "1",
  };
}
