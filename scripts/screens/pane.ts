import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";

/** A pane of a real terminal, tmux, that runs one command. */
export interface Pane {
  /** Waits until the text is to be seen; gives the screen then, with its escape sequences. */
  shows(pattern: RegExp): Promise<string>;
  [Symbol.dispose](): void;
}

const DEADLINE_MS = 120_000;

/** Opens it. */
export function openPane(command: string, directory: string, columns: number, rows: number): Pane {
  // A server of its own: the one before may still be about to end.
  const server = `testcar-${randomUUID()}`;
  const tmux = (...args: readonly string[]): string =>
    execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...args], {
      encoding: "utf8",
      env: { ...process.env, CI: "", NO_COLOR: "", LC_ALL: "C.UTF-8" },
    });
  const size = ["-x", String(columns), "-y", String(rows)];
  // It stays until its screen is taken.
  tmux("new-session", "-d", ...size, "-c", directory, `${command}; sleep 1000`);
  return {
    async shows(pattern) {
      const deadline = Date.now() + DEADLINE_MS;
      for (;;) {
        const screen = tmux("capture-pane", "-p", "-e");
        if (pattern.test(screen)) return screen.trimEnd();
        if (Date.now() > deadline) throw new Error(`${pattern} is not to be seen:\n${screen}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    [Symbol.dispose]: () => void tmux("kill-server"),
  };
}
