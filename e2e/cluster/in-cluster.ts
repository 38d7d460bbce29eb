// How a test of the suite is written: what it applies goes when it ends, and a failure says what the cluster knows.
import { expect, jest, test } from "@jest/globals";
import { describePods } from "./failure.ts";
import { type Feature, whyNot } from "./features.ts";
import { Workload } from "./workload.ts";

// Images are pulled, and a rollout has to fail in its own time.
jest.setTimeout(900_000);

/** A test with something in the cluster. */
type Body = (workload: Workload) => Promise<void>;

async function run(body: Body): Promise<void> {
  const workload = new Workload();
  try {
    await body(workload);
  } catch (error) {
    const what = await describePods(workload).catch((reason: unknown) => `nothing: ${String(reason)}`);
    const { currentTestName } = expect.getState();
    process.stderr.write(`\n*** ${currentTestName}: failed. The cluster says:\n${what}\n***\n\n`);
    throw error;
  } finally {
    if (!workload.settings.keepsNamespace) await workload.remove();
  }
}

/** A test that any supported cluster can show. */
export function inCluster(name: string, body: Body): void {
  test(name, () => run(body));
}

/** One that takes something of newer clusters; elsewhere it is skipped, and says so. */
export async function inClusterWith(feature: Feature, name: string, body: Body): Promise<void> {
  const why = await whyNot(feature);
  if (why === undefined) inCluster(name, body);
  else {
    process.stderr.write(`\n*** SKIPPED: ${name}: ${why}. Nothing here proves it. ***\n\n`);
    test.skip(name, () => run(body));
  }
}
