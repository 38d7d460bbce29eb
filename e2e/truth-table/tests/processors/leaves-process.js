import { spawn } from "node:child_process";

// It leaves the process group of the test, and holds the test's output open.
export function misbehave(_context, _events, done) {
  spawn("sleep", ["10"], { detached: true, stdio: "inherit" }).unref();
  done();
}
