// Runs in each of Artillery's worker threads, before Artillery's own code: it counts, and says when the thread ends.
import { subscribe } from "node:diagnostics_channel";
import { appendEvent } from "./append-event.cjs";

/** Artillery reports every ten seconds, which is late for who watches; and what was not reported is lost when it is stopped. */
const INTERVAL_MS = 1000;

const counts = { requests: 0, responses: 0, errors: 0, codes: /** @type {Record<string, number>} */ ({}) };
let changed = false;

/**
 * What asks Testcar for headers is no request of the test.
 *
 * @param {unknown} message
 */
const isOfTest = (message) => {
  const { request } = /** @type {{ request?: { socketPath?: string } }} */ (message);
  return request?.socketPath === undefined || request.socketPath !== process.env.TESTCAR_CREDENTIALS_SOCKET;
};

const report = () => {
  if (changed) appendEvent("progress", counts);
  changed = false;
};

subscribe("http.client.request.start", (message) => {
  if (!isOfTest(message)) return;
  counts.requests++;
  changed = true;
});
subscribe("http.client.response.finish", (message) => {
  if (!isOfTest(message)) return;
  const { response } = /** @type {{ response?: { statusCode?: number } }} */ (message);
  const code = String(response?.statusCode);
  counts.responses++;
  counts.codes[code] = (counts.codes[code] ?? 0) + 1;
  changed = true;
});
subscribe("http.client.request.error", (message) => {
  if (!isOfTest(message)) return;
  counts.errors++;
  changed = true;
});

setInterval(report, INTERVAL_MS).unref();
process.on("exit", (exitCode) => {
  report();
  appendEvent("workerExit", { exitCode });
});
