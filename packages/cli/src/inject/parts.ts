import type { Json, JsonObject } from "./json.ts";

/** What the parts of a pod are made of; everything is decided already. */
export interface Plan {
  readonly image: string;
  readonly imagePullPolicy?: string | undefined;
  /** A container beside the others, or an init container that stays. */
  readonly placement: "regular" | "native-sidecar";
  readonly exits: boolean;
  /** A URL, or the annotation of the pod that has it; undefined when the configuration says it. */
  readonly target: string | { readonly annotation: string } | undefined;
  readonly workload?: string | undefined;
  /** Label of the running pod that tells its rollout. */
  readonly rollout?: string | undefined;
  readonly tests: TestsSource;
  readonly config?: { readonly configMap: string; readonly key: string } | undefined;
  readonly secrets: readonly string[];
  readonly secretEnv: readonly string[];
  readonly gate: boolean;
  /** Users by number; undefined leaves them to the images or the pod. */
  readonly agentUser?: number | undefined;
  readonly resources: Resources;
  readonly copyResources: Resources;
  /** The pod's containers get a service-account token, which the agent must not have. */
  readonly hidesToken: boolean;
}

/** Where the tests come from. */
export type TestsSource =
  | {
      readonly from: "copy";
      readonly image: string;
      readonly imagePullPolicy?: string | undefined;
      readonly directory: string;
      readonly user?: number | undefined;
    }
  | {
      readonly from: "image-volume";
      readonly image: string;
      readonly imagePullPolicy?: string | undefined;
      readonly directory: string;
    }
  | { readonly from: "config-map"; readonly name: string };

export interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** What a pod gets. */
export interface Parts {
  readonly containers: readonly JsonObject[];
  readonly initContainers: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
}

const AGENT = "testcar";
const COPY = "testcar-tests";

const volume = {
  tests: "testcar-tests",
  image: "testcar-sut-image",
  state: "testcar-state",
  tmp: "testcar-tmp",
  noToken: "testcar-no-token",
  config: "testcar-config",
  secret: (index: number): string => `testcar-secret-${index + 1}`,
};

/** Names that a container of ours may have. */
export const isOurContainer = (name: unknown): boolean => name === AGENT || name === COPY;

/** Names that a volume of ours may have. */
export const isOurVolume = (name: unknown): boolean =>
  typeof name === "string" && /^testcar-(tests|sut-image|state|tmp|no-token|config|secret-\d+)$/.test(name);

/** Where the agent's image looks for tests, keeps its journal, and where the journal says that the tests have passed. */
const AGENT_TESTS = "/etc/testcar/tests";
const STATE = "/run/testcar";
const CONFIG = "/etc/testcar/config";
const SUT_IMAGE = "/sut-image";

/** Where Kubernetes puts the token unless something is mounted there already. */
const TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A program of the image, without a shell and without Node. It runs for as long as the pod lives. */
const PASSED: readonly string[] = ["/usr/bin/test", "-f", `${STATE}/passed`];

const securityContext = (user: number | undefined): JsonObject => ({
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  ...(user === undefined ? {} : { runAsUser: user }),
  seccompProfile: { type: "RuntimeDefault" },
});

const field = (name: string, fieldPath: string): JsonObject => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

const pullPolicy = (policy: string | undefined): JsonObject =>
  policy === undefined ? {} : { imagePullPolicy: policy };

function environment({ target, workload, rollout, tests, config, exits }: Plan): readonly JsonObject[] {
  const set = (name: string, value: string | undefined): readonly JsonObject[] =>
    value === undefined ? [] : [{ name, value }];
  return [
    field("TESTCAR_POD_UID", "metadata.uid"),
    ...set("TESTCAR_WORKLOAD", workload),
    ...(rollout === undefined ? [] : [field("TESTCAR_ROLLOUT", `metadata.labels['${rollout}']`)]),
    ...(typeof target === "object"
      ? [field("TESTCAR_TARGET", `metadata.annotations['${target.annotation}']`)]
      : set("TESTCAR_TARGET", target)),
    ...set("TESTCAR_TESTS", tests.from === "image-volume" ? `${SUT_IMAGE}${tests.directory}` : undefined),
    ...set("TESTCAR_CONFIG", config === undefined ? undefined : `${CONFIG}/${config.key}`),
    ...set("TESTCAR_AFTER", exits ? "exit" : undefined),
  ];
}

function mounts({ tests, config, secrets, hidesToken }: Plan): readonly JsonObject[] {
  const readOnly = (name: string, mountPath: string): JsonObject => ({ name, mountPath, readOnly: true });
  return [
    tests.from === "image-volume" ? readOnly(volume.image, SUT_IMAGE) : readOnly(volume.tests, AGENT_TESTS),
    { name: volume.state, mountPath: STATE },
    { name: volume.tmp, mountPath: "/tmp" },
    ...(config === undefined ? [] : [readOnly(volume.config, CONFIG)]),
    ...secrets.map((name, index) => readOnly(volume.secret(index), `/run/secrets/${name}`)),
    ...(hidesToken ? [readOnly(volume.noToken, TOKEN)] : []),
  ];
}

const resourcesOf = ({ requests, limits }: Resources): JsonObject => ({
  requests: { ...requests },
  limits: { ...limits },
});

function agent(plan: Plan): JsonObject {
  const { secretEnv, placement } = plan;
  return {
    name: AGENT,
    image: plan.image,
    ...pullPolicy(plan.imagePullPolicy),
    ...(placement === "native-sidecar" ? { restartPolicy: "Always" } : {}),
    env: environment(plan),
    ...(secretEnv.length === 0 ? {} : { envFrom: secretEnv.map((name) => ({ secretRef: { name } })) }),
    ...(plan.gate
      ? { readinessProbe: { exec: { command: PASSED }, periodSeconds: 2, failureThreshold: 1 } }
      : {}),
    resources: resourcesOf(plan.resources),
    securityContext: securityContext(plan.agentUser),
    volumeMounts: mounts(plan),
  };
}

// Not cp -a: that sets the times of /out itself, which only its owner may, and the owner is root.
function copy({ tests, copyResources }: Plan): readonly JsonObject[] {
  if (tests.from !== "copy") return [];
  return [
    {
      name: COPY,
      image: tests.image,
      ...pullPolicy(tests.imagePullPolicy),
      command: ["cp", "-R", "-f", `${tests.directory}/.`, "/out/"],
      resources: resourcesOf(copyResources),
      securityContext: securityContext(tests.user),
      volumeMounts: [{ name: volume.tests, mountPath: "/out" }],
    },
  ];
}

function testsVolume(tests: TestsSource): JsonObject {
  if (tests.from === "copy") return { name: volume.tests, emptyDir: {} };
  if (tests.from === "config-map") return { name: volume.tests, configMap: { name: tests.name } };
  const image: Json = {
    reference: tests.image,
    ...(tests.imagePullPolicy === undefined ? {} : { pullPolicy: tests.imagePullPolicy }),
  };
  return { name: volume.image, image };
}

// No size limits: whoever exceeds one gets the whole pod evicted, with the service in it.
const volumes = ({ tests, config, secrets, hidesToken }: Plan): readonly JsonObject[] => [
  testsVolume(tests),
  { name: volume.state, emptyDir: {} },
  { name: volume.tmp, emptyDir: {} },
  ...(config === undefined ? [] : [{ name: volume.config, configMap: { name: config.configMap } }]),
  ...secrets.map((secretName, index) => ({ name: volume.secret(index), secret: { secretName } })),
  ...(hidesToken ? [{ name: volume.noToken, emptyDir: {} }] : []),
];

/** The containers and volumes that a pod needs for an agent. */
export function partsOf(plan: Plan): Parts {
  const isNative = plan.placement === "native-sidecar";
  return {
    containers: isNative ? [] : [agent(plan)],
    initContainers: [...copy(plan), ...(isNative ? [agent(plan)] : [])],
    volumes: volumes(plan),
  };
}

/** Of a pod that gets no agent. */
export const noParts: Parts = { containers: [], initContainers: [], volumes: [] };
