import {
  ANNOTATION_PREFIX,
  INJECT,
  INJECTED,
  type Setting,
  type Settings,
  settings,
  TESTS_DIRECTORY,
} from "./settings.ts";

const byName: Readonly<Record<string, Setting>> = settings;

/** A setting whose value cannot be used. */
export interface WrongSetting {
  readonly name: string;
  readonly reason: string;
}

/** A layer of settings, and what is wrong with it. */
export interface Layer {
  readonly values: Readonly<Record<string, unknown>>;
  readonly wrong: readonly WrongSetting[];
}

const listOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function check(
  name: string,
  { allowed, is = "" }: Setting,
  texts: readonly string[],
): readonly WrongSetting[] {
  return texts
    .filter((text) => allowed !== undefined && !allowed.test(text))
    .map((text) => ({ name, reason: `${JSON.stringify(text)} is not ${is}` }));
}

/** Settings of the command line. */
export function readFlags(flags: Readonly<Record<string, unknown>>): Layer {
  const wrong = Object.entries(byName).flatMap(([name, setting]) => {
    const given = [flags[setting.key] ?? []].flat();
    return check(
      `--${name}`,
      setting,
      given.filter((value) => typeof value === "string"),
    );
  });
  return { values: flags, wrong };
}

/** Settings of a pod template, whose annotations are all text. */
export function readAnnotations(annotations: Readonly<Record<string, unknown>>): Layer {
  const values: Record<string, unknown> = {};
  const wrong: WrongSetting[] = [];
  for (const [key, text] of Object.entries(annotations)) {
    if (!key.startsWith(ANNOTATION_PREFIX) || key === INJECTED) continue;
    const name = key.slice(ANNOTATION_PREFIX.length);
    const setting = Object.hasOwn(byName, name) ? byName[name] : undefined;
    const isSwitch = key === INJECT || (setting !== undefined && setting.value === undefined);
    if (setting === undefined && key !== INJECT) {
      wrong.push({ name: key, reason: "there is no such annotation" });
    } else if (typeof text !== "string") {
      wrong.push({ name: key, reason: "it has to be text; put it in quotes" });
    } else if (isSwitch && text !== "true" && text !== "false") {
      wrong.push({ name: key, reason: `${JSON.stringify(text)} is neither "true" nor "false"` });
    } else if (setting !== undefined) {
      const given = setting.multiple ? listOf(text) : [text];
      wrong.push(...check(key, setting, given));
      values[setting.key] = isSwitch ? text === "true" : setting.multiple ? given : text;
    }
  }
  return { values, wrong };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const texts = (value: unknown): readonly string[] =>
  [value ?? []].flat().filter((item) => typeof item === "string");

function quantities(value: unknown): Readonly<Record<string, string>> | undefined {
  const list = text(value);
  if (list === undefined) return undefined;
  return Object.fromEntries(
    listOf(list).map((entry): [string, string] => {
      const [name = "", amount = ""] = entry.split("=");
      return [name, amount];
    }),
  );
}

/** One set of settings out of layers, of which later ones win. */
export function mergeSettings(...layers: readonly Layer[]): Settings {
  const merged: Readonly<Record<string, unknown>> = Object.assign({}, ...layers.map(({ values }) => values));
  return {
    image: text(merged["image"]),
    imagePullPolicy: text(merged["imagePullPolicy"]),
    container: text(merged["container"]),
    target: text(merged["target"]),
    mode: merged["mode"] === "image-volume" ? "image-volume" : "copy",
    tests: text(merged["tests"])?.replace(/(?<=.)\/+$/, "") ?? TESTS_DIRECTORY,
    testsConfigMap: text(merged["testsConfigMap"]),
    configMap: text(merged["configMap"]),
    secrets: texts(merged["secrets"]),
    secretEnv: texts(merged["secretEnv"]),
    nativeSidecar: merged["nativeSidecar"] === true,
    after: merged["after"] === "exit" || merged["after"] === "hold" ? merged["after"] : undefined,
    gate: merged["gate"] === true,
    runAsUser: text(merged["runAsUser"]),
    requests: quantities(merged["requests"]),
    limits: quantities(merged["limits"]),
  };
}
