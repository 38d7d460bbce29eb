// Runs the command line in a real terminal of 80 columns, and writes what is to be seen into docs/live-view.md and
// docs/screens. Needs tmux: npm run docs:screens
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { openPane } from "./screens/pane.ts";
import { svgOf } from "./screens/svg.ts";

const root = new URL("../", import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));

const COLUMNS = 80;

/** High enough for all of it. */
const ROWS = 40;

/** Each screen: its name, the tests, and by what it is known. */
const SCREENS = [
  ["running", "good", /1 of 3 tests done.*/s, /(?:[4-9]|1\d) of 15 s.*steady load/],
  ["passed", "good", /exit code 0/, /./],
  ["failed", "bad", /exit code 1/, /./],
] as const;

async function startShop() {
  const shop = spawn(process.execPath, [path("examples/http-smoke/sut.js")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(shop.stdout))
    return { url: line, [Symbol.dispose]: () => shop.kill() };
  throw new Error("the shop did not start");
}

async function capture(): Promise<ReadonlyMap<string, string>> {
  using shop = await startShop();
  const screens = new Map<string, string>();
  for (const folder of ["good", "bad"] as const) {
    const testcar = `${process.execPath} --conditions=testcar:source ${path("packages/cli/bin/testcar.js")}`;
    using pane = openPane(
      `${testcar} run --tests ${folder} --target ${shop.url}`,
      path("scripts/screens"),
      COLUMNS,
      ROWS,
    );
    for (const [name, tests, ...signs] of SCREENS) {
      if (tests !== folder) continue;
      const whole = new RegExp(signs.map(({ source }) => `(?=[^]*${source})`).join(""));
      screens.set(name, await pane.shows(whole));
    }
  }
  return screens;
}

const page = path("docs/live-view.md");
let text = readFileSync(page, "utf8");
for (const [name, screen] of await capture()) {
  const [before, rest] = text.split(`<!-- screen: ${name} (npm run docs:screens) -->\n`);
  const after = rest?.split("<!-- end of screen -->\n").slice(1).join("<!-- end of screen -->\n");
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for ${name}`);
  const lines = stripVTControlCharacters(screen)
    .split("\n")
    .map((line) => line.trimEnd());
  text = `${before}<!-- screen: ${name} (npm run docs:screens) -->\n\n\`\`\`text\n${lines.join("\n")}\n\`\`\`\n\n<!-- end of screen -->\n${after}`;
  writeFileSync(
    path(`docs/screens/${name}.svg`),
    svgOf(screen, COLUMNS, `testcar run at a terminal: ${name}`),
  );
}
writeFileSync(page, text);
