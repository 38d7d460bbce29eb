// Runs the command line with each plugin of e2e/bad-plugins, and writes docs/bad-plugins.md: npm run docs:bad-plugins
import { writeFileSync } from "node:fs";
import { cases } from "../e2e/bad-plugins/cases.ts";
import { runBadPlugins } from "../e2e/bad-plugins/run.ts";

const LONGEST = 200;

const cell = (text: string): string => {
  const line = text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

const results = await runBadPlugins(cases);
const rows = cases.map((each) => {
  const result = results.get(each);
  if (result === undefined) throw new Error(`${each.plugin} was not run`);
  const { verdict, exitCode, said } = result;
  return `| ${each.plugin} | ${each.does} | ${verdict} | ${exitCode ?? "killed"} | ${cell(said)} |`;
});

writeFileSync(
  new URL("../docs/bad-plugins.md", import.meta.url),
  `# What bad plugins get

${cases.length} plugins that break the rules, each run by the real command line over two tests that pass, or of which one fails. None
makes a run pass that is not passed. Written by \`npm run docs:bad-plugins\`, which runs them all; \`e2e/bad-plugins.test.ts\` does
the same and fails when a row is no longer true, and \`e2e/plugins.test.ts\` has most of them in every stage. The plugins are in
\`e2e/fixtures/plugins\`.

The verdict is what a reader of the log comes to. \`unclear\` is none: the log has no last record that holds, and a Gate lets nothing
through. \`passed\` stands where a plugin did harm to nobody but itself: the tests passed, and what it did is told on stderr.

A plugin is code of the agent's own process, which nothing keeps from doing what the agent could do. This is about mistakes, not about
malice: take plugins from whom you would take the tests themselves.

| plugin | what it does | verdict | exit code | what is said |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`,
);
