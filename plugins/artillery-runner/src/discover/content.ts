import type { Reason } from "@testcar/core";
import type { Format } from "./test-data.ts";

/** Paths as a script or configuration names them, relative to itself. */
export interface References {
  readonly processors: readonly string[];
  readonly payloads: readonly string[];
}

/** What one file turns out to be. */
export type Content =
  | {
      readonly kind: "script";
      readonly format: Format;
      /** False when the script counts on a shared configuration. */
      readonly hasConfig: boolean;
      readonly references: References;
      readonly suspicion?: Reason;
      readonly brokenDefinition?: Reason;
    }
  | { readonly kind: "config"; readonly references: References }
  /** JavaScript or TypeScript without scenarios. */
  | { readonly kind: "module" }
  | { readonly kind: "ignored"; readonly reason: string; readonly suspicious: boolean }
  /** Nothing that Artillery has to do with. */
  | { readonly kind: "other" };

export const noReferences: References = { processors: [], payloads: [] };
export const other: Content = { kind: "other" };
export const suspicious = (reason: string): Content => ({ kind: "ignored", reason, suspicious: true });

/** An object that is no list. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);
