import type { TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";
import { textAt } from "./json.ts";
import { pathText } from "./node.ts";
import type { Plan, TestsSource } from "./parts.ts";
import { sharesFor } from "./quality.ts";
import { endingContainers, hiddenTests, sharedVolumes, takenNames, windowsPods } from "./refusals.ts";
import { INJECTED, type Settings } from "./settings.ts";
import { chooseSut, imageProblem, type Sut, targetOf } from "./sut.ts";
import { usersFor } from "./users.ts";
import type { ManifestObject, Pods } from "./workload.ts";

/** What a pod gets, or why it cannot get it. */
export interface Planned {
  readonly plan: Plan | undefined;
  readonly problems: readonly TestcarError[];
}

/** The key of a ConfigMap that is the configuration when nobody names another one. */
const CONFIG_KEY = "testcar.config.yaml";

function configOf({ configMap: named }: Settings): Plan["config"] {
  if (named === undefined) return undefined;
  const [configMap = "", key = CONFIG_KEY] = named.split("/");
  return { configMap, key };
}

function afterProblems(
  { after, nativeSidecar }: Settings,
  { ends, path }: Pods,
  kind: string,
  where: string,
) {
  if (after !== "exit") return [];
  const place = { where, path: pathText(path) || "spec" };
  if (nativeSidecar) {
    const reason = "a native sidecar cannot exit: it would be started again for ever";
    return [
      injectErrors.AFTER({ ...place, reason, hint: "Choose one of --native-sidecar and --after exit." }),
    ];
  }
  if (ends) return [];
  const reason = `an agent that exits would be started again for ever in a ${kind}`;
  const hint =
    'Leave --after away; for the Jobs among the manifests use the annotation testcar/after: "exit".';
  return [injectErrors.AFTER({ ...place, reason, hint })];
}

function testsOf(settings: Settings, sut: Sut, user: number | undefined): TestsSource {
  const { mode, tests: directory, testsConfigMap } = settings;
  if (testsConfigMap !== undefined) return { from: "config-map", name: testsConfigMap };
  const image = textAt(sut.container, "image") ?? "";
  const imagePullPolicy = textAt(sut.container, "imagePullPolicy");
  if (mode === "image-volume") return { from: "image-volume", image, imagePullPolicy, directory };
  return { from: "copy", image, imagePullPolicy, directory, user };
}

function sutProblems(settings: Settings, pods: Pods, sut: Sut, where: string): readonly TestcarError[] {
  const problems: TestcarError[] = [];
  if (settings.testsConfigMap === undefined) {
    const reason = imageProblem(sut.container["image"]);
    if (reason !== undefined)
      problems.push(injectErrors.SUT_IMAGE({ where, path: `${sut.path}.image`, reason }));
    problems.push(...hiddenTests(pods, sut, settings.tests, where));
  }
  if (settings.target === undefined && targetOf(sut) === undefined) {
    problems.push(injectErrors.TARGET({ where, path: `${sut.path}.ports`, container: sut.name }));
  }
  return problems;
}

/** Decides what a pod gets; tells everything that stands against it. */
export function planFor(
  { kind, name, namespace }: ManifestObject,
  pods: Pods,
  settings: Settings,
  where: string,
): Planned {
  const taken = pods.annotations[INJECTED] === undefined ? takenNames(pods, where) : [];
  const problems: TestcarError[] = [
    ...taken,
    ...(taken.length === 0 ? sharedVolumes(pods, where) : []),
    ...windowsPods(pods, where),
    ...endingContainers(pods, kind, where),
    ...afterProblems(settings, pods, kind, where),
  ];
  if (settings.image === undefined) problems.push(injectErrors.AGENT_IMAGE({ where }));
  const { sut, problems: unclear } = chooseSut(pods, settings, where);
  problems.push(...unclear);
  if (sut !== undefined) problems.push(...sutProblems(settings, pods, sut, where));
  if (problems.length > 0 || sut === undefined || settings.image === undefined)
    return { plan: undefined, problems };

  const users = usersFor(pods.spec, sut.container, settings);
  const shares = sharesFor(pods.spec, settings);
  const exits = settings.after === "exit";
  const target = settings.target ?? targetOf(sut);
  const plan: Plan = {
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    // Beside a Job's own containers an agent that holds would keep it from ever being complete.
    placement: settings.nativeSidecar || (pods.ends && !exits) ? "native-sidecar" : "regular",
    exits,
    target: target === "config" ? undefined : target,
    workload: `${namespace === undefined ? "" : `${namespace}/`}${kind.toLowerCase()}/${name}`,
    rollout: pods.rollout,
    tests: testsOf(settings, sut, users.copy),
    config: configOf(settings),
    secrets: settings.secrets,
    secretEnv: settings.secretEnv,
    gate: settings.gate && !pods.ends,
    agentUser: users.agent,
    resources: shares.agent,
    copyResources: shares.copy,
    hidesToken: pods.spec["automountServiceAccountToken"] !== false,
  };
  return { plan, problems: [] };
}
