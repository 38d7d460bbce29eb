// Runs the stock Artillery and Testcar over the scripts of e2e/truth-table, side by side, and writes docs/truth-table.md.
// Takes some minutes: npm run docs:truth-table
import { readFileSync, writeFileSync } from "node:fs";
import { measure } from "../e2e/truth-table/measure.js";
import { resultsOf } from "../e2e/truth-table/results.js";
import { runTestcar } from "../e2e/truth-table/run.js";

const root = new URL("../", import.meta.url);
const cases = JSON.parse(readFileSync(new URL("e2e/truth-table/cases.json", root), "utf8"));
const { version } = JSON.parse(readFileSync(new URL("node_modules/artillery/package.json", root), "utf8"));

const bare = new Map((await measure()).map((result) => [result.file, result]));
const results = resultsOf(cases, await runTestcar());

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll(/\s+/g, " ");
const rows = cases.map(({ file, title }, index) => {
  const { exitCode, signal } = bare.get(file) ?? {};
  const { status, exitCode: ours, codes, policies, warnings, reason } = results[index];
  const policy = policies.length === 0 ? "" : `policy \`${policies.join("`, `")}\`: `;
  const warned = warnings.length === 0 ? "" : ` (warning ${warnings.join(", ")})`;
  const why = codes.length === 0 ? reason : `${policy}${reason}`;
  const stock = exitCode ?? (signal === "SIGKILL" ? "never ends" : signal);
  return `| [${file}](../e2e/truth-table/tests/${file}) | ${title} | ${stock} | ${status} | ${ours} | ${cell(why)}${warned} |`;
});
const lies = cases.filter(
  ({ file }, index) => bare.get(file)?.exitCode === 0 && results[index].exitCode !== 0,
).length;

writeFileSync(
  new URL("docs/truth-table.md", root),
  `# What Artillery's exit code says, and what Testcar says

${cases.length} scripts, each run by \`artillery run\` (${version}) and by Testcar. ${lies} times Artillery ends with 0 and Testcar does not
pass. Written by \`npm run docs:truth-table\`, which runs both; \`e2e/truth-table.test.ts\` runs Testcar over the same scripts
and fails when a row is no longer true.

The last number is the exit code of a run with that script alone. An \`ignored\` script is listed as suspicious by
\`testcar list\` and in the report; alone, it leaves a run without tests. Each policy can be switched off by its name.

| script | what it does | artillery | Testcar | exit code | reason |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`,
);
