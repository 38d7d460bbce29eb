import type { Options } from "../options.ts";

/** What can be asked for, by a flag for all or by an annotation of one pod template. */
export interface Settings {
  readonly image: string | undefined;
  readonly imagePullPolicy: string | undefined;
  readonly container: string | undefined;
  readonly target: string | undefined;
  readonly mode: "copy" | "image-volume";
  readonly tests: string;
  readonly testsConfigMap: string | undefined;
  readonly configMap: string | undefined;
  readonly secrets: readonly string[];
  readonly secretEnv: readonly string[];
  readonly nativeSidecar: boolean;
  readonly after: "hold" | "exit" | undefined;
  readonly gate: boolean;
  readonly runAsUser: string | undefined;
  readonly requests: Readonly<Record<string, string>> | undefined;
  readonly limits: Readonly<Record<string, string>> | undefined;
}

/** What annotations begin with. No domain: the project has none, and one label is a prefix that Kubernetes allows. */
export const ANNOTATION_PREFIX = "testcar/";

/** "true": gets an agent, also where one has to be asked for. "false": gets none. */
export const INJECT = `${ANNOTATION_PREFIX}inject`;

/** Tells a pod template that has been here: its parts are ours and may be changed. */
export const INJECTED = `${ANNOTATION_PREFIX}injected`;

/** Where the service's image has its tests. */
export const TESTS_DIRECTORY = "/etc/testcar/tests";

/** A Kubernetes name of a ConfigMap or Secret. */
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const QUANTITIES = /^[a-z0-9./-]+=[0-9.]+[a-zA-Z]*(,[a-z0-9./-]+=[0-9.]+[a-zA-Z]*)*$/;

/** One setting: how the command line calls it, and what it may be. */
export interface Setting {
  readonly value?: string;
  readonly help: string;
  readonly key: keyof Settings;
  readonly multiple?: true;
  readonly allowed?: RegExp;
  /** What it may be, in words. */
  readonly is?: string;
}

/** Settings by the name of their flag and, behind {@link ANNOTATION_PREFIX}, of their annotation. */
export const settings = {
  image: {
    value: "IMAGE",
    key: "image",
    help: "the agent's image (or TESTCAR_IMAGE)",
    allowed: /^\S+$/,
    is: "the name of an image",
  },
  container: {
    value: "NAME",
    key: "container",
    help: "the container under test, when there are several",
    allowed: NAME,
    is: "the name of a container",
  },
  target: {
    value: "URL",
    key: "target",
    help: "where it listens, or config (default http://127.0.0.1:PORT, its first port)",
    allowed: /^(config|https?:\/\/\S+)$/,
    is: "an http or https URL, or the word config",
  },
  mode: {
    value: "MODE",
    key: "mode",
    help: "how tests get out of its image: copy (default), or image-volume",
    allowed: /^(copy|image-volume)$/,
    is: "copy or image-volume",
  },
  tests: {
    value: "DIR",
    key: "tests",
    help: `the tests in its image (default ${TESTS_DIRECTORY})`,
    allowed: /^\/[^\0]*$/,
    is: "an absolute path",
  },
  "tests-config-map": {
    value: "NAME",
    key: "testsConfigMap",
    help: "the tests are in this ConfigMap, not in its image",
    allowed: NAME,
    is: "the name of a ConfigMap",
  },
  "config-map": {
    value: "NAME",
    key: "configMap",
    help: "ConfigMap with testcar.config.yaml, or NAME/KEY",
    allowed: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[-._a-zA-Z0-9]+)?$/,
    is: "the name of a ConfigMap, or its name, a slash and a key",
  },
  secret: {
    value: "NAME",
    key: "secrets",
    multiple: true,
    help: "Secret to mount at /run/secrets/NAME; may be repeated",
    allowed: NAME,
    is: "the name of a Secret",
  },
  "secret-env": {
    value: "NAME",
    key: "secretEnv",
    multiple: true,
    help: "Secret whose keys become variables; may be repeated",
    allowed: NAME,
    is: "the name of a Secret",
  },
  gate: { key: "gate", help: "the pod is ready only when its tests have passed" },
  "native-sidecar": { key: "nativeSidecar", help: "an init container that stays (the default in a Job)" },
  after: {
    value: "WHAT",
    key: "after",
    help: "hold (default), or exit, for a Job that fails with its tests",
    allowed: /^(hold|exit)$/,
    is: "hold or exit",
  },
  "run-as-user": {
    value: "UID",
    key: "runAsUser",
    help: "user of both containers, or image to leave it to the images",
    allowed: /^(image|[1-9]\d*)$/,
    is: "the number of a user other than 0, or the word image",
  },
  requests: {
    value: "LIST",
    key: "requests",
    help: "like cpu=100m,memory=256Mi (the default)",
    allowed: QUANTITIES,
    is: "a list like cpu=100m,memory=256Mi",
  },
  limits: {
    value: "LIST",
    key: "limits",
    help: "like memory=512Mi (the default)",
    allowed: QUANTITIES,
    is: "a list like memory=512Mi",
  },
  "image-pull-policy": {
    value: "POLICY",
    key: "imagePullPolicy",
    help: "Always, IfNotPresent or Never, for the agent's image",
    allowed: /^(Always|IfNotPresent|Never)$/,
    is: "Always, IfNotPresent or Never",
  },
} as const satisfies Options & Record<string, Setting>;

/** Names of all annotations, for a did-you-mean. */
export const annotationNames: readonly string[] = [
  INJECT,
  ...Object.keys(settings).map((name) => ANNOTATION_PREFIX + name),
];
