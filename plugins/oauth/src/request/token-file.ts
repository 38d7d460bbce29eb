import { readFile } from "node:fs/promises";
import { type ObtainContext, reasonOf } from "@testcar/core";
import { errors } from "../errors.ts";

/** A file that holds a token, and the option that names it. */
export interface TokenFile {
  readonly option: string;
  /** Absolute. */
  readonly path: string;
}

/** Reads a token that somebody else renews, and masks it from then on. */
export async function readToken(
  { option, path }: TokenFile,
  secret: ObtainContext["secret"],
): Promise<string> {
  const token = await readFile(path, "utf8").then(
    (text) => text.trim(),
    (error: unknown) => {
      throw errors.FILE({ option, path, reason: reasonOf(error) });
    },
  );
  if (token === "") throw errors.FILE({ option, path, reason: "it is empty" });
  return secret(token, path).reveal();
}
