import { defineErrors, describeError, exitCodes } from "@testcar/core";
import { kindNames } from "./workload.ts";

const exitCode = exitCodes.configuration;

/** Where a problem is: `deploy.yaml:12 Deployment shop`, and the path below that object. */
interface Place {
  readonly where: string;
  readonly path: string;
}

const at = ({ where, path }: Place): string => `${where}: ${path}`;

const example: Place = { where: "deploy.yaml:1 Deployment shop", path: "spec.template.spec" };

/** What `testcar inject` refuses. */
export const injectErrors = defineErrors("INJECT", {
  UNREADABLE: describeError<{ file: string; reason: string }>({
    exitCode,
    summary: "A file of manifests cannot be read.",
    message: ({ file, reason }) => `Cannot read ${file}: ${reason}`,
    hint: () => "Check the path after -f; - is standard input.",
    example: { file: "deploy.yaml", reason: "no such file or directory" },
  }),
  SYNTAX: describeError<{ file: string; line: number; column: number; reason: string }>({
    exitCode,
    summary: "A manifest is neither YAML nor JSON.",
    message: ({ file, line, column, reason }) => `${file}:${line}:${column}: ${reason}`,
    hint: () =>
      "Mend the manifest at that place. A template has to be rendered first: helm template … | testcar inject",
    example: { file: "deploy.yaml", line: 3, column: 7, reason: "Map keys must be unique" },
  }),
  AGENT_IMAGE: describeError<{ where: string }>({
    exitCode,
    summary: "Nobody says which image the agent has.",
    message: ({ where }) => `${where}: the agent's image is not known`,
    hint: () => "Give --image, the variable TESTCAR_IMAGE, or the annotation testcar/image.",
    example: { where: example.where },
  }),
  SETTING: describeError<{ where: string; name: string; reason: string; hint: string }>({
    exitCode,
    summary: "A flag or an annotation has a wrong name or a value that cannot be used.",
    message: ({ where, name, reason }) => `${where}${name}: ${reason}`,
    hint: ({ hint }) => hint,
    example: {
      where: `${example.where}: `,
      name: "testcar/mode",
      reason: '"zip" is not copy or image-volume',
      hint: "See testcar inject --help.",
    },
  }),
  MISPLACED: describeError<Place & { names: readonly string[] }>({
    exitCode,
    summary: "An annotation is at the workload, where it says nothing, and not at its pod template.",
    message: ({ names, ...place }) => `${at(place)}: ${names.join(", ")} would say nothing here`,
    hint: () => "Move it to the annotations of the pod template: spec.template.metadata.annotations.",
    example: { where: example.where, path: "metadata.annotations", names: ["testcar/target"] },
  }),
  NO_POD_TEMPLATE: describeError<{ where: string }>({
    exitCode,
    summary: "An agent is asked for in an object that makes no pods, as far as Testcar knows.",
    message: ({ where }) => `${where}: there is no pod template that an agent could go into`,
    hint: () => `Take testcar/inject away. An agent goes into ${kindNames.join(", ")}.`,
    example: { where: "deploy.yaml:30 Service shop" },
  }),
  NAME_TAKEN: describeError<Place & { name: string }>({
    exitCode,
    summary: "A container or a volume has a name that Testcar needs, and is not Testcar's.",
    message: ({ name, ...place }) => `${at(place)}: ${name} is there already, and not from testcar inject`,
    hint: () =>
      "Give it another name. If an agent was put there by hand, take its containers and volumes away and inject again.",
    example: { where: example.where, path: "spec.template.spec.volumes[0]", name: "testcar-state" },
  }),
  VOLUME_SHARED: describeError<Place & { name: string; container: string }>({
    exitCode,
    summary:
      "A container mounts a volume of Testcar, whose content only the agent may change and hides what the image has.",
    message: ({ name, container, ...place }) => `${at(place)}: the container ${container} mounts ${name}`,
    hint: () =>
      "Take the mount away: the tests are copied out of the container's image, and the state is the agent's alone.",
    example: {
      where: example.where,
      path: "spec.template.spec.containers[0].volumeMounts[0]",
      name: "testcar-tests",
      container: "shop",
    },
  }),
  CONTAINER: describeError<Place & { reason: string; names: readonly string[] }>({
    exitCode,
    summary: "It is not clear which container is under test.",
    message: ({ reason, ...place }) => `${at(place)}: ${reason}`,
    hint: ({ names }) =>
      names.length === 0
        ? "Give the pod the container that is to be tested."
        : `Name it with --container or the annotation testcar/container: ${names.join(", ")}.`,
    example: {
      where: example.where,
      path: "spec.template.spec.containers",
      reason: "there are 2 containers, and none is said to be under test",
      names: ["shop", "proxy"],
    },
  }),
  SUT_IMAGE: describeError<Place & { reason: string }>({
    exitCode,
    summary: "The image that the tests come from is not known.",
    message: ({ reason, ...place }) => `${at(place)}: ${reason}`,
    hint: () => "Write the image that will run, or take the tests from a ConfigMap with --tests-config-map.",
    example: {
      where: example.where,
      path: "spec.template.spec.containers[0].image",
      reason: "the container under test has no image",
    },
  }),
  TARGET: describeError<Place & { container: string }>({
    exitCode,
    summary: "It is not known where the service under test listens.",
    message: ({ container, ...place }) => `${at(place)}: the container ${container} declares no TCP port`,
    hint: () =>
      'Declare the port, or give --target (annotation testcar/target): a URL, or config when the configuration has it. For a pod without a service: testcar/inject: "false".',
    example: { where: example.where, path: "spec.template.spec.containers[0].ports", container: "shop" },
  }),
  TESTS_HIDDEN: describeError<Place & { container: string; mountPath: string; isEmptyDir: boolean }>({
    exitCode,
    summary: "A volume is mounted over the tests in the container under test.",
    message: ({ container, mountPath, isEmptyDir, ...place }) =>
      `${at(place)}: ${isEmptyDir ? "an emptyDir" : "a volume"} at ${mountPath} hides the tests that the image of ${container} has`,
    hint: ({ isEmptyDir }) =>
      isEmptyDir
        ? "Take the volume and its mount away: inject copies the tests out of the image."
        : "Take the mount away, or name the ConfigMap with --tests-config-map when the tests are in it.",
    example: {
      where: example.where,
      path: "spec.template.spec.containers[0].volumeMounts[0]",
      container: "shop",
      mountPath: "/etc/testcar/tests",
      isEmptyDir: true,
    },
  }),
  RESTART_POLICY: describeError<Place & { policy: string; kind: string }>({
    exitCode,
    summary: "A container of a workload that goes on for ever is not restarted when it ends.",
    message: ({ policy, kind, ...place }) =>
      `${at(place)}: ${policy} in a ${kind}, whose pod is never ready again after that container has ended`,
    hint: () => "Take restartPolicy away, or make it a Job.",
    example: {
      where: example.where,
      path: "spec.template.spec.containers[1].restartPolicy",
      policy: "Never",
      kind: "Deployment",
    },
  }),
  AFTER: describeError<Place & { reason: string; hint: string }>({
    exitCode,
    summary: "The agent cannot exit after its tests there.",
    message: ({ reason, ...place }) => `${at(place)}: ${reason}`,
    hint: ({ hint }) => hint,
    example: {
      where: example.where,
      path: "spec.template",
      reason: "an agent that exits would be started again for ever in a Deployment",
      hint: 'Leave --after away; for the Jobs among the manifests use the annotation testcar/after: "exit".',
    },
  }),
  ANCHOR: describeError<Place & { reason: string }>({
    exitCode,
    summary: "A part that has to be changed is shared by an anchor, so that others would change with it.",
    message: ({ reason, ...place }) => `${at(place)}: ${reason}`,
    hint: () => "Write that part out for this pod, without an anchor, an alias or a merge key.",
    example: { where: example.where, path: "spec.template.spec.volumes", reason: "it is the alias *volumes" },
  }),
  WINDOWS: describeError<Place>({
    exitCode,
    summary: "The pod is for Windows, the agent for Linux.",
    message: (place) => `${at(place)}: the pod is for Windows, and the agent's image for Linux`,
    hint: () => 'Annotate the pod template with testcar/inject: "false", and test the service from a Job.',
    example: { where: example.where, path: "spec.template.spec.nodeSelector" },
  }),
  EDIT: describeError<{ where: string; reason: string }>({
    exitCode,
    summary:
      "The manifest is written in a way that Testcar cannot change in place. Nothing has been changed.",
    message: ({ where, reason }) => `${where}: this manifest cannot be changed in place: ${reason}`,
    hint: () =>
      "Write it in plain YAML (for example by kubectl create --dry-run=client -o yaml -f FILE) and report the original as a bug.",
    example: { where: "deploy.yaml", reason: "the result would differ in more than the agent" },
  }),
});
