import type { Reason, Test } from "@testcar/core";

const formats = ["yaml", "json", "js", "ts"] as const;

/** What a script is written in. */
export type Format = (typeof formats)[number];

/** What discovery knows of a script: the `data` of its test. */
export interface ArtilleryTest {
  readonly format: Format;
  /** Path, relative to the tests directory, of the file that the script gets its `config` from (`artillery run --config`). */
  readonly sharedConfig?: string;
  /** Paths, relative to the tests directory, of the other files that it needs: configuration, processor, payloads. */
  readonly files: readonly string[];
  /** Why the script must not be run. */
  readonly brokenDefinition?: Reason;
  /** What seems wrong with it. It is run all the same: Artillery reads scripts in its own way and has the last word. */
  readonly suspicion?: Reason;
}

const isFormat = (value: unknown): value is Format => formats.some((format) => format === value);

const isArtilleryTest = (data: unknown): data is ArtilleryTest =>
  typeof data === "object" &&
  data !== null &&
  "format" in data &&
  isFormat(data.format) &&
  "files" in data &&
  Array.isArray(data.files);

/** The test's data, when discovery of this runner made it. */
export const artilleryTestOf = ({ data }: Test): ArtilleryTest | undefined =>
  isArtilleryTest(data) ? data : undefined;

/** Format by lower-case extension. Artillery reads no other ones. */
export const formatOf = (extension: string): Format | undefined =>
  extension === ".yml" ? "yaml" : formats.find((format) => extension === `.${format}`);
