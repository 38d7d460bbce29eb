import { rmSync } from "node:fs";
import { dirname } from "node:path";

export function misbehave(_context, _events, done) {
  const file = process.env.TESTCAR_EVENTS_FILE;
  if (file) rmSync(dirname(file), { recursive: true, force: true });
  done();
}
