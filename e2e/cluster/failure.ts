// What the cluster has to say about a test that failed. Nothing of Secrets, nor of environments, is in it.
import { type ContainerState, type ContainerStatus, containersOf, type Pod } from "./pods.ts";
import type { Workload } from "./workload.ts";

const LINES = 30;

/** A record may have 8192 bytes, of which the first say most. */
const WIDTH = 300;

const narrow = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line))
    .join("\n");

function stateInWords({ waiting, running, terminated }: ContainerState): string {
  if (running !== undefined) return `running since ${running.startedAt}`;
  if (waiting !== undefined) return `waiting: ${waiting.reason ?? ""} ${waiting.message ?? ""}`;
  if (terminated === undefined) return "";
  const { exitCode, reason, message } = terminated;
  const said = message === undefined ? "" : `\n      it said: ${narrow(message.trim())}`;
  return `ended with ${exitCode}${reason === undefined ? "" : ` (${reason})`}${said}`;
}

function statusInWords({ name, ready, restartCount, state, lastState }: ContainerStatus): string {
  const before = stateInWords(lastState);
  const now = `  ${name}: ${stateInWords(state)}; ${ready ? "ready" : "not ready"}, ${restartCount} restarts`;
  return before === "" ? now : `${now}\n    before: ${before}`;
}

const conditionsInWords = ({ status }: Pod): readonly string[] =>
  (status.conditions ?? [])
    .filter((condition) => condition.status !== "True")
    .map(({ type, reason = "", message = "" }) => `  not ${type}: ${reason}: ${message}`);

async function logsOf(workload: Workload, pod: Pod): Promise<string> {
  const instances = containersOf(pod).flatMap(({ name, restartCount }) => [
    ...(restartCount > 0 ? [{ name, flags: ["--previous"] }] : []),
    { name, flags: [] },
  ]);
  const logs = instances.map(async ({ name, flags }) => {
    const log = ["logs", pod.metadata.name, "--container", name, `--tail=${LINES}`, ...flags];
    const { output } = await workload.tryKubectl(log);
    return `--- the last ${LINES} lines of ${["kubectl", ...log].join(" ")}\n${narrow(output)}`;
  });
  return (await Promise.all(logs)).join("\n");
}

async function eventsOf(workload: Workload): Promise<string> {
  const columns =
    "LAST:.lastTimestamp,TYPE:.type,OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message";
  const all = ["get", "events", "--sort-by", ".lastTimestamp", "--output", `custom-columns=${columns}`];
  const { output } = await workload.tryKubectl(all);
  return output
    .split("\n")
    .filter((line, index) => index === 0 || line.includes(workload.name))
    .join("\n");
}

/** The pods of a test: a summary, the states of their containers, events, and the ends of the logs. */
export async function describePods(workload: Workload): Promise<string> {
  const list = ["get", "deployments,replicasets,jobs,pods", ...workload.all, "--output", "wide"];
  const { output: summary } = await workload.tryKubectl(list);
  const parts = [summary];
  for (const pod of await workload.pods()) {
    const { name } = pod.metadata;
    parts.push(`--- the pod ${name}`, ...conditionsInWords(pod), ...containersOf(pod).map(statusInWords));
    parts.push(await logsOf(workload, pod));
  }
  parts.push("--- events", await eventsOf(workload));
  return parts.join("\n");
}
