/** A pod's spec, as it was read. */
export type PodSpec = Readonly<Record<string, unknown>>;

type Unchecked = Readonly<Record<string, unknown>>;

const objects = (value: unknown): readonly Unchecked[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
const object = (value: unknown): Unchecked => objects([value])[0] ?? {};
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

// https://kubernetes.io/docs/concepts/security/pod-security-standards, profile "restricted", v1.34.
const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
const SELINUX = [undefined, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

/** What of a security context, of a pod or of a container, the profile forbids wherever it stands. */
function contextViolations(context: Unchecked, where: string): readonly string[] {
  const found: string[] = [];
  const { type, user, role } = object(context["seLinuxOptions"]);
  if (!SELINUX.some((allowed) => allowed === type) || user || role) found.push(`${where}.seLinuxOptions`);
  if (object(context["windowsOptions"])["hostProcess"] === true)
    found.push(`${where}.windowsOptions.hostProcess`);
  if (object(context["appArmorProfile"])["type"] === "Unconfined") found.push(`${where}.appArmorProfile`);
  if (context["runAsUser"] === 0) found.push(`${where}.runAsUser`);
  if (context["runAsNonRoot"] === false) found.push(`${where}.runAsNonRoot`);
  const { type: seccomp } = object(context["seccompProfile"]);
  if (seccomp !== undefined && seccomp !== "RuntimeDefault" && seccomp !== "Localhost")
    found.push(`${where}.seccompProfile`);
  return found;
}

function hostsOf(container: Unchecked): readonly unknown[] {
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"].map((name) => container[name]);
  const hooks = ["postStart", "preStop"].map((name) => object(container["lifecycle"])[name]);
  return [...probes, ...hooks].flatMap((action) =>
    ["httpGet", "tcpSocket"].map((name) => object(object(action)[name])["host"]),
  );
}

function containerViolations(container: Unchecked, pod: Unchecked, where: string): readonly string[] {
  const context = object(container["securityContext"]);
  const capabilities = object(context["capabilities"]);
  const found = [...contextViolations(context, `${where}.securityContext`)];
  if (context["privileged"] === true) found.push(`${where}.privileged`);
  if (context["procMount"] !== undefined && context["procMount"] !== "Default")
    found.push(`${where}.procMount`);
  if (context["allowPrivilegeEscalation"] !== false) found.push(`${where}.allowPrivilegeEscalation`);
  if (!texts(capabilities["drop"]).includes("ALL")) found.push(`${where}.capabilities.drop`);
  if (texts(capabilities["add"]).some((name) => name !== "NET_BIND_SERVICE"))
    found.push(`${where}.capabilities.add`);
  if ((context["runAsNonRoot"] ?? pod["runAsNonRoot"]) !== true) found.push(`${where}.runAsNonRoot`);
  if ((context["seccompProfile"] ?? pod["seccompProfile"]) === undefined)
    found.push(`${where}.seccompProfile`);
  if (objects(container["ports"]).some(({ hostPort }) => hostPort)) found.push(`${where}.ports.hostPort`);
  if (hostsOf(container).some((host) => host)) found.push(`${where}: host of a probe`);
  return found;
}

/** What the Pod Security profile "restricted" has against a pod; empty when the pod is allowed. */
export function violations(spec: PodSpec): readonly string[] {
  const pod = object(spec["securityContext"]);
  const found = [...contextViolations(pod, "securityContext")];
  for (const name of ["hostNetwork", "hostPID", "hostIPC"]) if (spec[name] === true) found.push(name);
  for (const { name } of objects(pod["sysctls"])) {
    if (!SYSCTLS.some((allowed) => allowed === name)) found.push(`sysctl ${String(name)}`);
  }
  for (const { name, ...source } of objects(spec["volumes"])) {
    const [type = "none"] = Object.keys(source);
    if (!VOLUMES.includes(type)) found.push(`volume ${String(name)}: ${type}`);
  }
  for (const list of ["initContainers", "containers", "ephemeralContainers"]) {
    for (const container of objects(spec[list])) {
      found.push(...containerViolations(container, pod, String(container["name"])));
    }
  }
  return found;
}
