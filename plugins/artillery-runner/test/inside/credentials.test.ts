import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { makeDirectory } from "../run/temporary.ts";

const inside = join(import.meta.dirname, "../../inside");
const preload = join(inside, "preload.mjs");
const plugin = join(inside, "artillery-plugin-testcar");

const gots = {
  commonjs: { "package.json": '{"main":"index.js"}', "index.js": "module.exports = double;" },
  module: { "package.json": '{"type":"module","main":"index.js"}', "index.js": "export default double;" },
};

/** A double of got, which tells how many hooks it was called with. */
const double =
  "const double = (options) => ({ on() {}, hooks: options.hooks?.beforeRequest.length ?? 0, mine: options.mine });\n";

const gotFiles = (kind: keyof typeof gots) => ({
  "node_modules/got/package.json": gots[kind]["package.json"],
  "node_modules/got/index.js": double + gots[kind]["index.js"],
});

const required = 'module.exports = async () => require("got");';
const imported = 'module.exports = async () => (await import("got")).default;';
const importedByModule = 'export default async () => (await import("got")).default;';

/** Artillery makes its plugins in every thread, before its engines are asked for anything. */
const plugIn = "new (require(process.env.PLUGIN).Plugin)({}, { on() {} });";

/** How Artillery's versions have it, each with a processor that uses got as well. */
const layouts = [
  {
    versions: "2.0.22 to 2.0.30",
    engine: "node_modules/@artilleryio/int-core/lib/engine_http.js",
    files: { ...gotFiles("commonjs"), engine: required },
    processor: required,
  },
  {
    versions: "2.0.31 to 2.0.33",
    engine: "node_modules/@artilleryio/int-core/lib/engine_http.js",
    files: { ...gotFiles("module"), engine: imported },
    processor: imported,
  },
  {
    versions: "2.0.34",
    engine: "artillery/dist/lib/core/engine_http.js",
    files: {
      ...gotFiles("module"),
      "artillery/dist/package.json": '{"type":"module"}',
      engine: importedByModule,
    },
    processor: imported,
  },
];

test.each(layouts)(
  "the http engine of Artillery $versions gets a got that authorises, and nobody else",
  ({ engine, files: { engine: code, ...files }, processor }) => {
    const directory = makeDirectory({
      ...files,
      [engine]: code,
      "processor/package.json": '{"type":"commonjs"}',
      "processor/index.js": processor,
      "artillery/package.json": '{"type":"commonjs"}',
      "artillery/bin/worker.js": `${plugIn}
      const load = async (path) => (await (await import(path)).default())({ mine: 1 });
      (async () => {
        const [engine, processor] = JSON.parse(process.env.FILES);
        console.log(JSON.stringify({ engine: await load(engine), processor: await load(processor) }));
      })();`,
      "artillery/bin/run": `${plugIn}
      new (require("node:worker_threads").Worker)(require.resolve("./worker.js"));`,
    });
    const eventsFile = join(directory, "events.jsonl");
    const env = {
      TESTCAR_ARTILLERY: join(directory, "artillery"),
      TESTCAR_CREDENTIALS_SOCKET: join(directory, "socket"),
      TESTCAR_EVENTS_FILE: eventsFile,
      PLUGIN: plugin,
      FILES: JSON.stringify(
        [engine, "processor/index.js"].map((path) => pathToFileURL(join(directory, path)).href),
      ),
    };
    const args = ["--import", preload, join(directory, "artillery/bin/run")];
    const printed = execFileSync(process.execPath, args, { env, encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual({ engine: { hooks: 1, mine: 1 }, processor: { hooks: 0, mine: 1 } });
    const events = readFileSync(eventsFile, "utf8").trim().split("\n");
    expect(events.map((line) => JSON.parse(line)).filter(({ type }) => type === "credentials")).toMatchObject(
      [{ state: "wanted" }, { state: "ready", worker: expect.any(Number) }],
    );
  },
);
