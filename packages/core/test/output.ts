import type { ExecOptions } from "../src/process/exec.ts";

/** Keeps what a process prints, and tells when it has printed a line. */
export function keep() {
  const text = { stdout: "", stderr: "" };
  const waiting = Promise.withResolvers<string>();
  const onOutput: ExecOptions["onOutput"] = (chunk, stream) => {
    text[stream] += Buffer.from(chunk).toString();
    if (text.stdout.includes("\n")) waiting.resolve(text.stdout.split("\n", 1)[0] ?? "");
  };
  return { text, firstLine: waiting.promise, onOutput };
}
