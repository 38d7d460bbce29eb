// Runs commands and measures them.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** The middle of the numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds that a command takes; throws when it does not end with one of the exit codes. */
export async function timeOf({ file, args, cwd, env = process.env, exitCodes = [0] }) {
  const start = performance.now();
  const child = spawn(file, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  const exitCode = await new Promise((done, fail) => child.once("error", fail).once("exit", done));
  if (!exitCodes.includes(exitCode)) throw new Error(`${file} ${args.join(" ")} ended with ${exitCode}`);
  return performance.now() - start;
}

/** Times several commands in turn, so that what else the machine does falls on all of them: medians, in milliseconds. */
export async function compare(commands, rounds) {
  const times = commands.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, command] of commands.entries()) times[index].push(await timeOf(command));
  }
  return times.map(median);
}

const residentKiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

/** Resident memory, in KiB, of a command's own process some seconds after its start. */
export async function memoryOf({ file, args, cwd, env = process.env }, afterMs) {
  const child = spawn(file, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((done) => child.once("exit", done));
  await new Promise((done) => setTimeout(done, afterMs));
  const resident = residentKiB(child.pid);
  child.kill("SIGKILL");
  await ended;
  return resident;
}
