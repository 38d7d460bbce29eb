import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { AssembleError } from "./error.js";

const ENGINES = ["docker", "podman", "buildah"];

const inPath = (program) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && existsSync(join(folder, program)));

/** The engine to build with. */
export function findEngine(wanted) {
  const found = (wanted === undefined ? ENGINES : [wanted]).find(inPath);
  if (found !== undefined) return found;
  throw new AssembleError(
    wanted === undefined ? `None of ${ENGINES.join(", ")} is installed` : `${wanted} is not installed`,
    "Install one, or write the context only: --no-build --context DIR.",
  );
}

/** The command that builds a context. */
export function buildCommand(engine, context, { tag, buildArgs, npmrc, ca, engineArguments }) {
  const secret = (id, file) => (file === undefined ? [] : ["--secret", `id=${id},src=${file}`]);
  return [
    engine,
    engine === "buildah" ? "bud" : "build",
    "--tag",
    tag,
    ...buildArgs.flatMap((argument) => ["--build-arg", argument]),
    ...secret("npmrc", npmrc),
    ...secret("ca", ca),
    ...engineArguments,
    context,
  ];
}

/** Builds; the engine prints for itself. */
export function build([program, ...args]) {
  const env = { ...process.env, DOCKER_BUILDKIT: "1" };
  const { status, signal } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0)
    throw new AssembleError(`${program} ended with ${signal ?? `exit code ${status}`}`, "See above.");
}
