import { dirname, relative, resolve } from "node:path";
import { configErrors } from "../errors/catalogue/config.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { type Config, defaults, type PluginEntry } from "./config.ts";
import { readEnvironment, variableOf } from "./environment.ts";
import { type ConfigFile, findConfigFile, readConfigFile } from "./find.ts";
import { interpolate } from "./interpolate.ts";
import { check } from "./issues.ts";
import { type ConfigLayer, configSchema } from "./schema.ts";
import type { Secret } from "./secret.ts";

/** Where a configuration comes from. */
export interface ConfigSources {
  /** The working directory: flags and variables are relative to it, and the search starts there. */
  readonly directory: string;
  /** Value of `--config`. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command line sets, by the configuration's own names. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Told of each secret as soon as it is read. */
  readonly onSecret: (secret: Secret) => void;
}

/** A configuration, whatever is wrong with it, and what a person should know. */
export interface LoadedConfig {
  /** Complete also when there are problems, so that plugins and tests can be checked in the same go. */
  readonly config: Config;
  readonly problems: readonly TestcarError[];
  readonly warnings: readonly string[];
}

/** One layer on its way into the configuration. */
interface Layer {
  readonly values: ConfigLayer;
  readonly plugins: readonly PluginEntry[] | undefined;
}

/** Names a member of a layer in a message: a file's member, a variable, or a flag. */
type NameMember = (path: string) => { readonly where: string; readonly key: string };

const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const absolutePlugin = (name: string, base: string): string =>
  /^\.{1,2}\//.test(name) ? resolve(base, name) : name;

class Loading {
  readonly problems: TestcarError[] = [];
  readonly warnings: string[] = [];
  readonly #sources: ConfigSources;

  constructor(sources: ConfigSources) {
    this.#sources = sources;
  }

  /** The file's layers, those it extends first; undefined when there is no file. */
  async file(): Promise<{ path: string; layers: readonly Layer[] } | undefined> {
    const { directory, file, env } = this.#sources;
    const named = file ?? env.TESTCAR_CONFIG;
    try {
      const found =
        named === undefined || named === ""
          ? await findConfigFile(directory)
          : await readConfigFile(resolve(directory, named));
      return found && { path: found.path, layers: await this.#withExtends(found, [found.path]) };
    } catch (error) {
      if (!isTestcarError(error)) throw error;
      this.problems.push(error);
      return undefined;
    }
  }

  async environment(): Promise<Layer> {
    const { data, warnings } = readEnvironment(this.#sources.env);
    this.warnings.push(...warnings);
    const name: NameMember = (path) => ({ where: variableOf(path.split(/[.[]/, 1)[0] ?? ""), key: "" });
    return this.#layer(data, this.#sources.directory, name);
  }

  async flags(): Promise<Layer> {
    const name: NameMember = (path) => ({ where: flagOf(path.split(/[.[]/, 1)[0] ?? ""), key: "" });
    return this.#layer(this.#sources.flags, this.#sources.directory, name);
  }

  async #withExtends(file: ConfigFile, chain: readonly string[]): Promise<readonly Layer[]> {
    const base = dirname(file.path);
    const where = relative(this.#sources.directory, file.path).startsWith("..")
      ? file.path
      : relative(this.#sources.directory, file.path);
    const { env, onSecret } = this.#sources;
    const { value, problems } = await interpolate(file.data, where, { env, baseDirectory: base, onSecret });
    this.problems.push(...problems);
    const own = await this.#layer(value, base, (path) => ({ where, key: path }));
    const layers: Layer[] = [];
    for (const extended of [own.values.extends ?? []].flat()) {
      const path = resolve(base, extended);
      if (chain.includes(path)) {
        this.problems.push(configErrors.EXTENDS_CYCLE({ chain: [...chain, path] }));
        continue;
      }
      try {
        layers.push(...(await this.#withExtends(await readConfigFile(path), [...chain, path])));
      } catch (error) {
        if (!isTestcarError(error)) throw error;
        this.problems.push(error);
      }
    }
    return [...layers, own];
  }

  async #layer(data: unknown, base: string, name: NameMember): Promise<Layer> {
    const checked = await check(configSchema, data);
    let values: ConfigLayer = {};
    if (checked.issues === undefined) {
      values = checked.value;
    } else {
      for (const { path, reason, hint } of checked.issues) {
        this.problems.push(
          configErrors.INVALID({ ...name(path), reason, ...(hint === undefined ? {} : { hint }) }),
        );
      }
      values = await this.#validMembers(data);
    }
    const plugins = values.plugins?.map((entry, index): PluginEntry => {
      const [written, options] = typeof entry === "string" ? [entry] : entry;
      const { where, key } = name(`plugins[${index}]`);
      return { name: absolutePlugin(written, base), options, where: key === "" ? where : `${where}: ${key}` };
    });
    return {
      values: values.tests === undefined ? values : { ...values, tests: resolve(base, values.tests) },
      plugins,
    };
  }

  // One wrong member must not hide what is wrong with the plugins or the tests that the others name.
  async #validMembers(data: unknown): Promise<ConfigLayer> {
    if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
    const members = await Promise.all(
      Object.entries(data).map(
        async ([key, value]) =>
          (await check(configSchema, { [key]: value })).issues === undefined && [key, value],
      ),
    );
    const valid = await check(configSchema, Object.fromEntries(members.filter((member) => member !== false)));
    return valid.issues === undefined ? valid.value : {};
  }
}

function mergeLayers(layers: readonly Layer[]): ConfigLayer {
  const merged: ConfigLayer = {};
  for (const { values } of layers) Object.assign(merged, values);
  return merged;
}

/** Reads and merges every source. Later wins: defaults, `extends`, the file, `TESTCAR_*` variables, flags. Lists replace one another. */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const loading = new Loading(sources);
  const file = await loading.file();
  const layers = [...(file?.layers ?? []), await loading.environment(), await loading.flags()];
  const values = mergeLayers(layers);
  const baseDirectory = file === undefined ? sources.directory : dirname(file.path);
  const config: Config = {
    file: file?.path,
    baseDirectory,
    tests: values.tests ?? defaults.tests,
    waitFor: values.waitFor,
    target: values.target,
    plugins: layers.findLast((layer) => layer.plugins !== undefined)?.plugins ?? [],
    environment: values.environment,
    only: values.only ?? [],
    concurrency: values.concurrency ?? defaults.concurrency,
    timeout: values.timeout ?? defaults.timeout,
    testTimeout: values.testTimeout,
    grace: values.grace ?? defaults.grace,
    failFast: values.failFast ?? defaults.failFast,
    allowEmpty: values.allowEmpty ?? defaults.allowEmpty,
    maxOutput: values.maxOutput ?? defaults.maxOutput,
    requiredReporters: values.requiredReporters ?? [],
    format: values.format ?? defaults.format,
    logLevel: values.logLevel ?? defaults.logLevel,
  };
  return { config, problems: loading.problems, warnings: loading.warnings };
}
