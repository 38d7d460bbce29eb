import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const schema = fileURLToPath(new URL("fixtures/jenkins-junit.xsd", import.meta.url));

function lint(args: readonly string[], xml: string): string {
  const { status, stderr, error } = spawnSync("xmllint", ["--noout", "--nonet", ...args, "-"], {
    input: xml,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return status === 0 ? "" : stderr;
}

/** What is wrong with a text as XML; empty when nothing is. */
export const wellFormed = (xml: string): string => lint([], xml);

/** What is wrong with a report by the schema of what Jenkins reads; empty when nothing is. */
export const invalid = (xml: string): string => lint(["--schema", schema], xml);

/** What an XPath finds, as text without the white space at its end. */
export function find(xml: string, path: string): string {
  const { stdout, stderr, status } = spawnSync("xmllint", ["--nonet", "--xpath", `string(${path})`, "-"], {
    input: xml,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trimEnd();
}
