import { randomBytes } from "node:crypto";
import { closeSync, constants, openSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { systemCode } from "../errors/reason.ts";

/** Shows others that this agent lives: the kernel takes it away with the process. */
export interface Presence {
  /** Name of its socket in the state directory. */
  readonly name: string;
  close(): void;
}

/** Gives a path to a socket that is short enough for any directory (a socket's path has at most 107 bytes). */
function withShortPath<T>(
  directory: string,
  name: string,
  use: (path: string) => T,
): { value: T; done: () => void } {
  if (process.platform !== "linux") return { value: use(join(directory, name)), done: () => undefined };
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  const done = (): void => closeSync(descriptor);
  try {
    return { value: use(`/proc/self/fd/${descriptor}/${name}`), done };
  } catch (error) {
    done();
    throw error;
  }
}

/** Opens the socket by which others see that this agent is at work. */
export async function showPresence(directory: string): Promise<Presence> {
  const name = `agent-${randomBytes(6).toString("hex")}`;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.unref().resume();
  });
  server.unref();
  const listening = withShortPath(
    directory,
    name,
    (path) =>
      new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(path, resolve);
      }),
  );
  try {
    await listening.value;
  } finally {
    listening.done();
  }
  return {
    name,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      rmSync(join(directory, name), { force: true });
    },
  };
}

/** What a socket says whose owner is gone: nobody listens, or the name is not that of a socket. */
const GONE = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK", "EPROTOTYPE"]);

/** Milliseconds until the next try, when more agents wait than the kernel lets wait. */
const CROWDED_MS = 50;

type Met = "gone" | "lives" | "crowded";

function meet(path: string, signal: AbortSignal): Promise<Met> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const leave = (): void => void socket.destroy();
    let met: Met = "gone";
    socket.once("connect", () => {
      met = "lives";
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    });
    socket.on("error", (error) => {
      const code = systemCode(error) ?? "";
      if (code === "EAGAIN") met = "crowded";
      // It was there a moment ago, and went before it could answer.
      else if (code === "ECONNRESET") met = "lives";
      // Somebody who cannot be asked is not known to be gone.
      else if (met === "gone" && !GONE.has(code)) reject(error);
    });
    socket.once("close", () => {
      signal.removeEventListener("abort", leave);
      resolve(met);
    });
    socket.resume();
  });
}

/**
 * Waits while the agent with this socket lives, unless the signal is aborted.
 *
 * @returns false at once when it does not live.
 * @throws The system's error when nobody can tell.
 */
export async function waitForEnd(directory: string, name: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const meeting = withShortPath(directory, name, (path) => meet(path, signal));
    let met: Met;
    try {
      met = await meeting.value;
    } finally {
      meeting.done();
    }
    if (met !== "crowded") return met === "lives";
    if (signal.aborted) return true;
    await new Promise((resolve) => setTimeout(resolve, CROWDED_MS));
  }
}
