import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { errors } from "../errors.ts";

/** Versions of Artillery that the runner knows, as in `peerDependencies`. */
export const SUPPORTED_ARTILLERY = ">=2.0.22 <3";

const OLDEST = [2, 0, 22] as const;

/** An installed Artillery. */
export interface Artillery {
  readonly version: string;
  /** Real path of its package's directory. */
  readonly directory: string;
  /** Absolute path of the file that its command runs. */
  readonly bin: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Tells whether a version is in {@link SUPPORTED_ARTILLERY}. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/, 3).map(Number);
  const [oldestMajor, oldestMinor, oldestPatch] = OLDEST;
  if (major !== oldestMajor) return false;
  return minor > oldestMinor || (minor === oldestMinor && patch >= oldestPatch);
}

function resolveFrom(directory: string): string | undefined {
  try {
    return createRequire(join(directory, "package.json")).resolve("artillery/package.json");
  } catch {
    return undefined;
  }
}

function read(manifest: string): Artillery {
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  const { version, bin } = isRecord(content) ? content : {};
  const command = isRecord(bin) ? bin["artillery"] : bin;
  const directory = realpathSync(dirname(manifest));
  const artillery = { version: String(version), directory, bin: join(directory, String(command)) };
  if (typeof command !== "string" || !isSupported(artillery.version))
    throw errors.VERSION({ version: artillery.version, path: directory, range: SUPPORTED_ARTILLERY });
  return artillery;
}

/**
 * Finds Artillery as a module of these directories would, the first that has it. Nothing of it is executed.
 *
 * @param directories - Absolute paths: the tests', the configuration's, the working directory, the plugin's own.
 * @throws TESTCAR_ARTILLERY_NOT_INSTALLED, TESTCAR_ARTILLERY_VERSION
 */
export function findArtillery(directories: readonly string[]): Artillery {
  for (const directory of directories) {
    const manifest = resolveFrom(directory);
    if (manifest !== undefined) return read(manifest);
  }
  throw errors.NOT_INSTALLED({ searched: [...new Set(directories)] });
}
