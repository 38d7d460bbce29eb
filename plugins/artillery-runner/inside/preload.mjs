// Loaded into Artillery's process with --import, which its worker threads inherit. Node hands the option down to forked
// processes too: in those, as in everything that is not Artillery, nothing happens here.
import { sep } from "node:path";
import { isMainThread } from "node:worker_threads";

const directory = process.env.TESTCAR_ARTILLERY;
const entry = process.argv[1] ?? "";

if (directory && entry.startsWith(directory + sep)) {
  if (isMainThread) {
    const [{ setProcessors }, { skipCloud }] = await Promise.all([
      import("./processors.mjs"),
      import("./skip-cloud.mjs"),
    ]);
    setProcessors(Number(process.env.TESTCAR_PROCESSORS));
    if (process.env.TESTCAR_SKIP_CLOUD !== "0") skipCloud(directory);
  } else {
    await import("./worker.mjs");
  }
  // Both kinds of threads send requests: `before` and `after` run in the main one.
  if (process.env.TESTCAR_CREDENTIALS_SOCKET) {
    const { replaceRequiredGot } = await import("./credentials/replace-got.cjs");
    replaceRequiredGot();
  }
}
