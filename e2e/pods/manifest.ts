// Pods as their teams would write them. Volumes have names of their own, since podman's are the whole machine's.
import { randomBytes } from "node:crypto";
import { type Manifest, Pod } from "./pod.ts";

/** As the guide has it: nothing that the agent could do without. */
export const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ["ALL"] },
};

/** Where the client's secret is mounted. */
const SECRETS = "/run/secrets/oauth";

/** What a pod of the suite may differ in. */
export interface PodOptions {
  readonly name?: string;
  readonly agent: string;
  readonly service: string;
  /** The client's secret, as a volume for the agent and for the service. */
  readonly secret: string;
  /** What the agent has mounted instead. */
  readonly agentSecret?: string;
  /** Tests by ConfigMap instead of from the service's image. */
  readonly configMap?: Readonly<Record<string, string>> | undefined;
  readonly env?: readonly Manifest[] | undefined;
  readonly serviceEnv?: Readonly<Record<string, string>> | undefined;
  readonly securityContext?: Manifest | undefined;
  readonly memory?: string | undefined;
  readonly restartPolicy?: "Always" | "OnFailure" | undefined;
  /** More containers, and what else replaces those of the service. */
  readonly services?: readonly Manifest[] | undefined;
  readonly volumes?: readonly Manifest[] | undefined;
}

/** A name that no other pod of this machine has. */
export const uniqueName = (): string => `testcar-pods-${randomBytes(4).toString("hex")}`;

const AT = "/etc/testcar/tests";

/** Tests and a configuration out of one ConfigMap, instead of the image's configuration. */
export const configured = (
  plugins: readonly unknown[],
  tests: Readonly<Record<string, string>>,
): { readonly configMap: Readonly<Record<string, string>>; readonly env: readonly Manifest[] } => ({
  configMap: { ...tests, "testcar.config.json": JSON.stringify({ plugins }) },
  env: [
    { name: "TESTCAR_CONFIG", value: `${AT}/testcar.config.json` },
    { name: "TESTCAR_TESTS", value: AT },
  ],
});

export const NEVER = { imagePullPolicy: "Never" };

export const secretManifest = (name: string, value: string): Manifest => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name },
  // Podman 4.3 mounts it as it stands here, Kubernetes decoded: who reads the file must not mind.
  data: { client: Buffer.from(value).toString("base64") },
});

export const secretMount = (volume: string): Manifest => ({
  name: volume,
  mountPath: SECRETS,
  readOnly: true,
});

const variables = (values: Readonly<Record<string, string>>): readonly Manifest[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** The service beside the agent. */
export function play(options: PodOptions): Promise<Pod> {
  const { name = uniqueName(), agent, service, secret, agentSecret = secret, configMap, memory } = options;
  const volume = (what: string) => `${name}-${what}`;
  const mount = (what: string, mountPath: string) => ({ name: volume(what), mountPath });
  const metadata = (what: string) => ({ name: volume(what) });
  const testcar = {
    ...NEVER,
    name: "testcar",
    image: agent,
    env: [
      { name: "TESTCAR_TARGET", value: "http://127.0.0.1:8080" },
      { name: "TESTCAR_POD_UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
      ...(options.env ?? []),
    ],
    securityContext: { ...restricted, ...options.securityContext },
    ...(memory === undefined ? {} : { resources: { limits: { memory } } }),
    volumeMounts: [
      mount("tests", AT),
      mount("state", "/run/testcar"),
      mount("tmp", "/tmp"),
      secretMount(volume("agent-secret")),
    ],
  };
  const sut = {
    ...NEVER,
    name: "sut",
    image: service,
    env: variables(options.serviceEnv ?? {}),
    volumeMounts: [secretMount(volume("secret"))],
  };
  const copy = {
    ...NEVER,
    name: "tests",
    image: service,
    command: ["cp", "-a", "/srv/tests/.", "/out/"],
    securityContext: { runAsUser: 1000 },
    volumeMounts: [mount("tests", "/out")],
  };
  const fromSecret = (what: string) => ({
    name: volume(what),
    secret: { secretName: volume(what), optional: false },
  });
  const spec = {
    // Podman 4.3 starts init containers again and again with Always: it cannot play what a Deployment has.
    restartPolicy: options.restartPolicy ?? "OnFailure",
    initContainers: configMap === undefined ? [copy] : [],
    containers: [testcar, ...(options.services ?? [sut])],
    volumes: [
      configMap === undefined
        ? { name: volume("tests"), emptyDir: {} }
        : { name: volume("tests"), configMap: { name: volume("tests") } },
      { name: volume("state"), emptyDir: {} },
      { name: volume("tmp"), emptyDir: {} },
      fromSecret("secret"),
      fromSecret("agent-secret"),
      ...(options.volumes ?? []),
    ],
  };
  const maps =
    configMap === undefined
      ? []
      : [{ apiVersion: "v1", kind: "ConfigMap", metadata: metadata("tests"), data: configMap }];
  const secrets = [
    secretManifest(volume("secret"), secret),
    secretManifest(volume("agent-secret"), agentSecret),
  ];
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
  return Pod.play(name, [...maps, ...secrets, pod]);
}
