// Runs in each of Artillery's worker threads, before Artillery's own code: it counts, and says when the thread ends.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

/** Artillery reports every ten seconds, which is late for who watches; and what was not reported is lost when it is stopped. */
const INTERVAL_MS = 1000;

const file = process.env.TESTCAR_EVENTS_FILE;
const counts = { requests: 0, responses: 0, errors: 0, codes: /** @type {Record<string, number>} */ ({}) };
let changed = false;

/** @type {(type: string, data: object) => void} */
const write = (type, data) => {
  try {
    // Short enough to be appended in one piece beside what other threads append.
    if (file)
      appendFileSync(file, `${JSON.stringify({ type, at: Date.now(), worker: threadId, ...data })}\n`, {
        mode: 0o600,
      });
  } catch {
    // Nothing that happens here may change what the test does.
  }
};

const report = () => {
  if (changed) write("progress", counts);
  changed = false;
};

subscribe("http.client.request.start", () => {
  counts.requests++;
  changed = true;
});
subscribe("http.client.response.finish", (message) => {
  const { response } = /** @type {{ response?: { statusCode?: number } }} */ (message);
  const code = String(response?.statusCode);
  counts.responses++;
  counts.codes[code] = (counts.codes[code] ?? 0) + 1;
  changed = true;
});
subscribe("http.client.request.error", () => {
  counts.errors++;
  changed = true;
});

setInterval(report, INTERVAL_MS).unref();
process.on("exit", (exitCode) => {
  report();
  write("workerExit", { exitCode });
});
