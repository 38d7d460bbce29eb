// Brings about every fault of e2e/faults, and kills at random times: npm run faults -- --kills 500 --seed 42
// With --docs it writes docs/faults.md: npm run docs:faults
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { killAtRandom, sufferAll, whatIsMissing } from "../e2e/faults/suite.ts";
import { pageOf, rowOf } from "../e2e/faults/table.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    docs: { type: "boolean", default: false },
  },
});

const missing = whatIsMissing();
if (missing !== undefined) throw new Error(missing);

const consequences = await sufferAll();
const broken = consequences.filter((consequence) => consequence.broken.length > 0);
for (const consequence of consequences) console.log(rowOf(consequence));
for (const { fault, broken: promises } of broken)
  console.error(`${fault.step}, ${fault.what}: ${promises.join("; ")}`);
if (values.docs) {
  writeFileSync(new URL("../docs/faults.md", import.meta.url), pageOf(consequences));
} else {
  console.log(`${values.kills} random kills with seed ${values.seed}`);
  for (const kill of await killAtRandom(Number(values.kills), Number(values.seed))) {
    if (kill.broken.length === 0) continue;
    broken.push(...consequences.slice(0, 1));
    console.error(`${kill.signal} after ${kill.milliseconds} ms: ${kill.broken.join("; ")}`);
  }
}
process.exitCode = broken.length > 0 ? 1 : 0;
