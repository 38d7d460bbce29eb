import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { reasonOf, type Secret } from "@testcar/core";
import { errors } from "../errors.ts";
import { environmentOf, type Identity } from "../identity.ts";
import { logInError } from "./refusal.ts";

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/**
 * Logs in by a password. The native module cannot: kinit does, and reads the password from its standard input, where nobody
 * else sees it.
 */
export async function logInByPassword(
  identity: Identity,
  secret: Secret,
  cache: string,
  signal: AbortSignal,
): Promise<void> {
  const principal = identity.principal ?? "";
  const password = secret.reveal();
  if (password === "" || /[\r\n\0]/.test(password)) throw errors.PASSWORD_INVALID({ principal });
  const child = spawn("kinit", ["-c", `FILE:${cache}`, principal], {
    env: environmentOf(identity, cache),
    stdio: ["pipe", "pipe", "pipe"],
    signal,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // A program that ends before it has asked is judged by what it says.
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${password}\n`);
  try {
    await once(child, "close");
  } catch (error) {
    signal.throwIfAborted();
    if (reasonOf(error) === "no such file or directory") throw errors.KINIT_MISSING({}, error);
    throw errors.LOG_IN_FAILED({ principal });
  }
  // It asks for a new password, on standard output, before it complains of something else.
  if (child.exitCode !== 0) throw logInError(`${stdout()}${stderr()}`, identity, principal, "");
}
