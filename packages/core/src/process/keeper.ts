import { fileURLToPath } from "node:url";

/** Where the built keepers are, seen from here and from the bundle. */
const FOLDER = import.meta.url.endsWith(".ts") ? "../../native/" : "../native/";

let found: Promise<string | undefined> | undefined;

/**
 * The program that keeps track of all processes of a test (`native/keeper.c`), if there is one for this machine and it can be
 * started here: not from a volume that is mounted with `noexec`, nor where a sandbox forbids what it needs. Found out once,
 * when it is first asked for.
 *
 * @returns Its absolute path.
 */
export function findKeeper(): Promise<string | undefined> {
  found ??= check(fileURLToPath(new URL(`${FOLDER}keeper-${process.arch}`, import.meta.url)));
  return found;
}

async function check(keeper: string): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined;
  const { spawn } = await import("node:child_process");
  const exitCode = await new Promise((resolve) => {
    // Where it does not work there are other ways, which find less. It has no need of the agent's secrets.
    spawn(keeper, ["check"], { stdio: "ignore", env: {} }).once("error", resolve).once("exit", resolve);
  });
  return exitCode === 0 ? keeper : undefined;
}
