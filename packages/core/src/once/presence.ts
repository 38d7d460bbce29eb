import { randomBytes } from "node:crypto";
import { closeSync, constants, openSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

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

/**
 * Waits while the agent with this socket lives.
 *
 * @returns false at once when it does not.
 */
export async function waitForEnd(directory: string, name: string, signal: AbortSignal): Promise<boolean> {
  let opened: { value: Socket; done: () => void };
  try {
    opened = withShortPath(directory, name, (path) => connect(path));
  } catch {
    return false;
  }
  const socket = opened.value;
  try {
    return await new Promise<boolean>((resolve) => {
      let isAlive = false;
      socket.once("connect", () => {
        isAlive = true;
      });
      socket.on("error", () => undefined).once("close", () => resolve(isAlive));
      signal.addEventListener("abort", () => socket.destroy(), { once: true });
      if (signal.aborted) socket.destroy();
      socket.resume();
    });
  } finally {
    opened.done();
  }
}
