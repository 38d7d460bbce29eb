import { describe, expect, test } from "@jest/globals";
import { injected, injectWith } from "./manifests.ts";

const flags = { image: "testcar:1" };

interface Shape {
  readonly kind?: string;
  readonly annotations?: string;
  readonly own?: string;
  /** Lines of the pod's spec, from its first column on. */
  readonly spec: string;
}

/** A workload with that pod. */
function workload({ kind = "Deployment", annotations = "{}", own = "{}", spec }: Shape): string {
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  const lines = spec.trim().replaceAll("\n", "\n      ");
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: shop
  annotations: ${own}
spec:
  template:
    metadata:
      annotations: ${annotations}
    spec:
      ${lines}
`;
}

const shop = `
containers:
- name: shop
  image: shop:1
  ports: [{containerPort: 8080}]`;

const codesOf = (text: string, given: object = flags): readonly string[] =>
  injectWith(text, given).problems.map(({ code }) => code.replace("TESTCAR_INJECT_", ""));

describe("what inject refuses", () => {
  test.each<[string, Shape, string, string]>([
    [
      "a container of the agent's name",
      { spec: `${shop}\n- {name: testcar, image: other:1}` },
      "NAME_TAKEN",
      "spec.template.spec.containers[1]: testcar is there already",
    ],
    [
      "an init container of the copy's name",
      { spec: `${shop}\ninitContainers:\n- {name: testcar-tests, image: other:1}` },
      "NAME_TAKEN",
      "spec.template.spec.initContainers[0]",
    ],
    [
      "a volume of the agent's name",
      { spec: `${shop}\nvolumes:\n- {name: data, emptyDir: {}}\n- {name: testcar-state, emptyDir: {}}` },
      "NAME_TAKEN",
      "spec.template.spec.volumes[1]: testcar-state is there already",
    ],
    [
      "an emptyDir over the service's own tests",
      {
        spec: `${shop}\n  volumeMounts: [{name: t, mountPath: /etc/testcar/tests}]\nvolumes:\n- {name: t, emptyDir: {}}`,
      },
      "TESTS_HIDDEN",
      "an emptyDir at /etc/testcar/tests hides the tests that the image of shop has",
    ],
    [
      "a volume over the folder that the service's tests are in",
      {
        spec: `${shop}\n  volumeMounts: [{name: t, mountPath: /etc/testcar/}]\nvolumes:\n- {name: t, configMap: {name: c}}`,
      },
      "TESTS_HIDDEN",
      "a volume at /etc/testcar/ hides",
    ],
    [
      "the agent's volume in another container",
      { spec: `${shop}\n  volumeMounts: [{name: testcar-tests, mountPath: /tests}]` },
      "VOLUME_SHARED",
      "the container shop mounts testcar-tests",
    ],
    [
      "a container that is not restarted in a Deployment",
      {
        spec: `${shop}\n- {name: once, image: once:1, restartPolicy: Never}`,
        annotations: "{testcar/container: shop}",
      },
      "RESTART_POLICY",
      "spec.template.spec.containers[1].restartPolicy: Never in a Deployment",
    ],
    [
      "a pod that ends in a Deployment",
      { spec: `${shop}\nrestartPolicy: Never` },
      "RESTART_POLICY",
      "spec.template.spec.restartPolicy",
    ],
    [
      "an image that is filled in later",
      { spec: "containers: [{name: shop, image: auto, ports: [{containerPort: 80}]}]" },
      "SUT_IMAGE",
      "the image auto is filled in by somebody else later",
    ],
    [
      "an image with a placeholder",
      { spec: 'containers: [{name: shop, image: "${IMAGE}", ports: [{containerPort: 80}]}]' },
      "SUT_IMAGE",
      '"${IMAGE}" is no image',
    ],
    [
      "a template that nobody has rendered",
      { spec: "containers:\n- name: shop\n  image: {{ .Values.image }}\n  ports: [{containerPort: 80}]" },
      "SUT_IMAGE",
      "its image is not text",
    ],
    [
      "no image",
      { spec: "containers: [{name: shop, ports: [{containerPort: 80}]}]" },
      "SUT_IMAGE",
      "has no image",
    ],
    [
      "several containers",
      { spec: `${shop}\n- {name: proxy, image: proxy:1}` },
      "CONTAINER",
      "there are 2 containers, and none is said to be under test",
    ],
    [
      "a container that is not there",
      { spec: shop, annotations: "{testcar/container: shpo}" },
      "CONTAINER",
      "there is no container shpo",
    ],
    ["no container", { spec: "hostname: a" }, "CONTAINER", "there is no container that stays"],
    [
      "a container without a port",
      { spec: "containers: [{name: shop, image: shop:1}]" },
      "TARGET",
      "the container shop declares no TCP port",
    ],
    [
      "a container with a UDP port alone",
      { spec: "containers: [{name: dns, image: dns:1, ports: [{containerPort: 53, protocol: UDP}]}]" },
      "TARGET",
      "declares no TCP port",
    ],
    [
      "a pod for Windows",
      { spec: `${shop}\nnodeSelector: {kubernetes.io/os: windows}` },
      "WINDOWS",
      "the pod is for Windows",
    ],
    [
      "an agent that exits in a Deployment",
      { spec: shop, annotations: "{testcar/after: exit}" },
      "AFTER",
      "would be started again for ever in a Deployment",
    ],
    [
      "a native sidecar that exits",
      { kind: "Job", spec: shop, annotations: '{testcar/after: exit, testcar/native-sidecar: "true"}' },
      "AFTER",
      "a native sidecar cannot exit",
    ],
    [
      "an annotation at the wrong place",
      { spec: shop, own: "{testcar/target: config}" },
      "MISPLACED",
      "metadata.annotations: testcar/target would say nothing here",
    ],
    [
      "an annotation that does not exist",
      { spec: shop, annotations: "{testcar/tagret: config}" },
      "SETTING",
      "testcar/tagret: there is no such",
    ],
    [
      "an annotation that is no text",
      { spec: shop, annotations: "{testcar/gate: true}" },
      "SETTING",
      "it has to be text",
    ],
    [
      "a switch that is neither on nor off",
      { spec: shop, annotations: '{testcar/inject: "maybe"}' },
      "SETTING",
      'neither "true" nor "false"',
    ],
    [
      "a value that cannot be",
      { spec: shop, annotations: "{testcar/mode: zip}" },
      "SETTING",
      '"zip" is not copy or image-volume',
    ],
    ["root", { spec: shop, annotations: '{testcar/run-as-user: "0"}' }, "SETTING", "other than 0"],
  ])("%s", (_, shape, code, words) => {
    const { problems, text } = injectWith(workload(shape), flags);
    expect(problems.map((problem) => problem.code)).toEqual([`TESTCAR_INJECT_${code}`]);
    expect(problems[0]?.message).toContain(words);
    expect(problems[0]?.message).toMatch(/^in\.yaml:1 (Deployment|Job) shop: /);
    expect(problems[0]?.exitCode).toBe(2);
    expect(text).toBe(workload(shape));
  });

  test("an agent without an image", () => {
    expect(codesOf(workload({ spec: shop }), {})).toEqual(["AGENT_IMAGE"]);
    expect(codesOf(workload({ spec: shop, annotations: "{testcar/image: mine:1}" }), {})).toEqual([]);
  });

  test("an agent in what makes no pods", () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {testcar/inject: "true"}}\n';
    expect(codesOf(service)).toEqual(["NO_POD_TEMPLATE"]);
    // A Job of another group has another form.
    expect(codesOf("apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nspec: {tasks: []}\n")).toEqual([]);
  });

  test("YAML that is none, with its line", () => {
    const { problems } = injectWith("kind: A\n---\nkind: B\n a: [1\n", flags);
    expect(problems.map(({ message }) => message.split(" ", 1)[0])).toEqual(["in.yaml:3:7:", "in.yaml:5:1:"]);
    expect(problems.every(({ code }) => code === "TESTCAR_INJECT_SYNTAX")).toBe(true);
    expect(codesOf("a: 1\na: 2\n")).toEqual(["SYNTAX"]);
  });

  test("everything at once, in every document", () => {
    const windows = workload({ spec: `${shop}\n- {name: b}\nnodeSelector: {kubernetes.io/os: windows}` });
    const portless = workload({ spec: "containers: [{name: shop, image: auto}]" });
    expect(codesOf(`${windows}---\n${portless}`)).toEqual(["WINDOWS", "CONTAINER", "SUT_IMAGE", "TARGET"]);
  });
});

describe("parts that are shared by an anchor", () => {
  const list = (spec: string): string => `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: a, annotations: {testcar/inject: "false"}}
  spec: &spec
    containers:
    - &shop {name: shop, image: shop:1, ports: [{containerPort: 80}]}
    volumes: &volumes
    - {name: data, emptyDir: {}}
- apiVersion: v1
  kind: Pod
  metadata: {name: b}
${spec}
`;

  test.each([
    ["an alias", "  spec: *spec", "items[1].spec: it is the alias *spec"],
    [
      "a list that is an alias",
      "  spec:\n    containers: [*shop]\n    volumes: *volumes",
      "items[1].spec.volumes: it is the alias *volumes",
    ],
    [
      "a merge key",
      "  spec:\n    <<: *spec\n    hostname: b",
      "items[1].spec.containers: it comes from a merge key",
    ],
  ])("%s is refused", (_, spec, words) => {
    const { problems } = injectWith(list(spec), flags);
    expect(problems.map(({ message }) => message).join("\n")).toContain(words);
  });

  test("an anchor that others use is refused, one that nobody uses is not", () => {
    const anchored = (text: string) => text.replace('{testcar/inject: "false"}', "{}");
    expect(codesOf(anchored(list("  spec: *spec")))).toContain("ANCHOR");
    expect(codesOf(anchored(list("  spec:\n    containers: [*shop]")))).toEqual([]);
  });
});

describe("what inject decides", () => {
  test.each<[string, Shape, string]>([
    [
      "the port named http, not the first",
      {
        spec: "containers: [{name: a, image: a:1, ports: [{containerPort: 1, name: metrics}, {containerPort: 2, name: http}]}]",
      },
      "http://127.0.0.1:2",
    ],
    [
      "the first port, when none is named so",
      {
        spec: "containers: [{name: a, image: a:1, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 2}]}]",
      },
      "http://127.0.0.1:2",
    ],
    [
      "a port named https",
      { spec: "containers: [{name: a, image: a:1, ports: [{containerPort: 2, name: https-api}]}]" },
      "https://127.0.0.1:2",
    ],
    [
      "what an annotation says",
      { spec: shop, annotations: "{testcar/target: 'http://shop.test/api'}" },
      "http://shop.test/api",
    ],
  ])("the target is %s", (_, shape, target) => {
    expect(injected(workload(shape), flags)).toMatch(new RegExp(`"?value"?: ?"?${target}["\n]`));
  });

  test("an annotation wins over a flag", () => {
    const text = workload({ spec: shop, annotations: "{testcar/image: mine:2}" });
    expect(injected(text, { image: "testcar:1" })).toContain("image: mine:2");
  });

  test("the agent has no user of its own unless the pod's is root", () => {
    const users = (spec: string): readonly string[] =>
      [...injected(workload({ spec }), flags).matchAll(/runAsUser: (\d+)/g)].map(([, user = ""]) => user);
    expect(users(shop)).toEqual(["1000"]);
    expect(users(`${shop}\nsecurityContext: {runAsUser: 0}`)).toEqual(["1000", "0", "1000"]);
    expect(users(`${shop}\nsecurityContext: {runAsUser: 7}`)).toEqual(["7"]);
    expect(users(`${shop}\nsecurityContext: {runAsNonRoot: true}`)).toEqual([]);
    expect(users(`${shop}\n  securityContext: {runAsUser: 8}`)).toEqual(["8", "8"]);
  });

  test("only pods that ask for it get an agent with --opt-in", () => {
    const text = workload({ spec: shop });
    expect(injectWith(text, flags, true)).toMatchObject({ text, problems: [] });
    const asking = workload({ spec: shop, annotations: '{testcar/inject: "true"}' });
    expect(injectWith(asking, flags, true).text).toContain("- name: testcar\n");
  });

  test("a hook of Helm gets one only when it asks for it", () => {
    const hook = { kind: "Job", spec: shop, own: "{helm.sh/hook: pre-install}" };
    expect(injectWith(workload(hook), flags).notes[0]?.text).toBe("skipped: a hook of Helm");
    const asking = workload({ ...hook, annotations: '{testcar/inject: "true"}' });
    expect(injectWith(asking, flags).notes[0]?.text).toMatch(/^injected: /);
  });

  test("a Job's readiness is no gate", () => {
    expect(injected(workload({ kind: "Job", spec: shop }), { ...flags, gate: true })).not.toContain(
      "readinessProbe",
    );
    expect(injected(workload({ spec: shop }), { ...flags, gate: true })).toContain("readinessProbe");
  });

  test("a limit of memory that is set does not fall below a request that is not", () => {
    const text = injected(workload({ spec: shop }), { ...flags, limits: "memory=128Mi" });
    expect(text).not.toContain("256Mi");
  });

  test("comments between and behind entries stay with what they are about", () => {
    const text = workload({
      spec: `${shop}\n  # about the shop\nvolumes: # none yet\nhostname: a # the last line`,
    });
    const result = injected(text, flags);
    expect(result).toContain("  # about the shop\n      - name: testcar\n");
    expect(result).toContain("volumes: # none yet\n      - name: testcar-tests\n");
    expect(result).toContain("hostname: a # the last line\n      initContainers:\n");
  });

  test.each(["|", "|-", "|+", ">", ">+"])(
    "blank lines behind a block of text (%s) mean what they meant",
    (header) => {
      const text = workload({ spec: `${shop}\n  args:\n  - ${header}\n    kept\n\n\nhostname: a` });
      expect(injected(text, flags)).toContain("kept\n");
      // The last one of the stream, with and without blank lines behind it.
      const last = text.replace(/hostname: a\n/, "").trimEnd();
      for (const end of ["", "\n", "\n\n\n", "\n\n# the end\n"])
        expect(injected(last + end, flags)).toContain("testcar:1");
    },
  );
});
