// What the suite applies, before testcar inject has seen it: the service beside this file, as its team would write it.
import { PULL_SECRET } from "./namespace.ts";
import type { Settings } from "./settings.ts";

/** Part of a manifest. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What the Pod Security profile `restricted` asks of a container. */
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

const environment = (values: Readonly<Record<string, string>>): readonly Manifest[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** Finds everything of one test. */
export const TEST = "testcar/test";

/** How a release of the service differs from others. */
export interface Release {
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which a rollout that does not get on has failed. */
  readonly progressDeadlineSeconds?: number;
}

/** The manifests of one test, whose objects all have its name. */
export class Manifests {
  readonly #app: string;
  readonly #settings: Settings;

  constructor(app: string, settings: Settings) {
    this.#app = app;
    this.#settings = settings;
  }

  /** A Job's pods have another `app` than the service's, whose clients they are. */
  #labels(app = this.#app) {
    return { labels: { app, [TEST]: this.#app } };
  }

  /** The container under test. */
  #service(env: Readonly<Record<string, string>> = {}): Manifest {
    const { serviceImage, pullPolicy } = this.#settings;
    return {
      name: "sut",
      image: serviceImage,
      imagePullPolicy: pullPolicy,
      env: environment(env),
      ports: [{ containerPort: 8080 }],
      securityContext: restricted,
    };
  }

  #spec(containers: readonly Manifest[], more: Manifest = {}): Manifest {
    const pull = this.#settings.pullConfig === undefined ? [] : [{ name: PULL_SECRET }];
    // Nothing of the suite ends slowly: a namespace is gone the sooner.
    return { terminationGracePeriodSeconds: 10, imagePullSecrets: pull, containers, ...more };
  }

  /** One pod at a time serves, and a new one has to be ready before the old one goes. */
  deployment({ env, progressDeadlineSeconds = 600 }: Release = {}): Manifest {
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: this.#app, ...this.#labels() },
      spec: {
        replicas: 1,
        progressDeadlineSeconds,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        selector: { matchLabels: { app: this.#app } },
        template: { metadata: this.#labels(), spec: this.#spec([this.#service(env)]) },
      },
    };
  }

  service(): Manifest {
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: this.#app, ...this.#labels() },
      spec: { selector: { app: this.#app }, ports: [{ port: 8080 }] },
    };
  }

  /** Files of a test, which testcar inject or a pod of ours names. */
  files(data: Readonly<Record<string, string>>, name = this.#app): Manifest {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...this.#labels() }, data };
  }

  #job(name: string, spec: Manifest): Manifest {
    return {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, ...this.#labels() },
      spec: { backoffLimit: 0, template: { metadata: this.#labels(name), spec } },
    };
  }

  /** A Job that is there for the tests: the service as a native sidecar, for `testcar inject --after exit`. */
  jobWithService(env: Readonly<Record<string, string>> = {}): Manifest {
    const sut = { ...this.#service(env), restartPolicy: "Always" };
    return this.#job(this.#app, this.#spec([], { restartPolicy: "Never", initContainers: [sut] }));
  }

  /** A Job that runs the tests of a ConfigMap once, from outside the service: `testcar run`, written by hand. */
  jobOfAgent(name: string, configMap: string, target: string): Manifest {
    const agent = {
      name: "testcar",
      image: this.#settings.agentImage,
      imagePullPolicy: this.#settings.pullPolicy,
      args: ["run"],
      env: environment({ TESTCAR_TARGET: target }),
      securityContext: { ...restricted, readOnlyRootFilesystem: true },
      volumeMounts: [
        { name: "tests", mountPath: "/etc/testcar/tests" },
        { name: "tmp", mountPath: "/tmp" },
      ],
    };
    const volumes = [
      { name: "tests", configMap: { name: configMap } },
      { name: "tmp", emptyDir: {} },
    ];
    return this.#job(name, this.#spec([agent], { restartPolicy: "Never", volumes }));
  }
}
