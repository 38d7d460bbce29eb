import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import { eventually } from "../packages/core/test/eventually.ts";
import { processesWith } from "../packages/core/test/processes.ts";
import { type Consequence, faults } from "./faults/faults.ts";
import { createLab } from "./faults/lab.ts";
import { brokenPromises } from "./faults/promises.ts";
import { killAtRandom, sufferAll, whatIsMissing } from "./faults/suite.ts";
import { rowOf } from "./faults/table.ts";

jest.setTimeout(300_000);

/** As many as `npm test` has time for; `npm run faults -- --kills 500` takes some minutes. */
const KILLS = 25;

const page = readFileSync(new URL("../docs/faults.md", import.meta.url), "utf8");

describe("an agent that is killed or broken at every step", () => {
  let consequences: readonly Consequence[] = [];

  beforeAll(async () => {
    const missing = whatIsMissing();
    if (missing !== undefined) throw new Error(missing);
    consequences = await sufferAll();
  });

  test("keeps its promises", () => {
    const broken = consequences.filter((consequence) => consequence.broken.length > 0);
    expect(broken.map((consequence) => rowOf(consequence))).toEqual([]);
  });

  test("does what the table in docs/faults.md says (npm run docs:faults writes it)", () => {
    const rows = page.split("\n").filter((line) => /^\| (?!step |---)/.test(line));
    expect(rows).toHaveLength(faults.length);
    expect(consequences.map((consequence) => rowOf(consequence))).toEqual(rows);
  });
});

test("an agent that is killed at any time keeps its promises", async () => {
  const seed = Number(process.env["TESTCAR_FAULTS_SEED"] ?? Date.now() % 1_000_000);
  const kills = await killAtRandom(KILLS, seed);
  const broken = kills.filter((kill) => kill.broken.length > 0);
  // A failure names what it takes to see it again: npm run faults -- --kills 25 --seed …
  process.stderr.write(`${KILLS} random kills, TESTCAR_FAULTS_SEED=${seed}\n`);
  expect({
    seed,
    broken: broken.map(({ milliseconds, signal, broken }) => ({ milliseconds, signal, broken })),
  }).toEqual({
    seed,
    broken: [],
  });
});

test.each(["SIGKILL", "SIGTERM"] as const)("%s while the real Artillery runs", async (signal) => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end("ok");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connectionsOf = promisify(server.getConnections.bind(server));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const script = {
    config: { target, phases: [{ duration: 30, arrivalRate: 5 }] },
    scenarios: [{ flow: [{ get: { url: "/" } }] }],
  };
  const lab = createLab({
    config: { plugins: ["artillery-runner"], target },
    tests: { "smoke.yml": JSON.stringify(script) },
  });
  try {
    const starts = [await lab.start({ signalWhen: { is: () => requests > 0, signal } })];
    // What the killed agent's Artillery had begun may still come to its end.
    const isQuiet = async (): Promise<boolean> =>
      processesWith(lab.paths.root).length === 0 && (await connectionsOf()) === 0;
    await eventually(isQuiet);
    const before = requests;
    starts.push(await lab.start(), await lab.start());
    expect(starts.map(({ reading }) => reading.verdict).slice(1)).toEqual(["interrupted", "interrupted"]);
    expect(brokenPromises(lab, starts)).toEqual([]);
    await eventually(isQuiet);
    expect(requests).toBe(before);
  } finally {
    lab.remove();
    server.close();
  }
});
