// Is the stand-in for the cloud SDKs still enough for the Artillery that is installed? Run by `npm run check`:
//   1. the tarball that package.json installs is made of tools/artillery-stub (what only its publication needs may differ);
//   2. every cloud SDK that Artillery depends on is among the overrides;
//   3. the stand-in has every name that Artillery imports from one of them;
//   4. nobody but Artillery gets it;
//   5. docs/slim-artillery.md shows the same overrides.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (file) => readFileSync(join(root, file), "utf8");
const readJson = (file) => JSON.parse(read(file));

const { overrides, devDependencies } = readJson("package.json");
const lock = readJson("package-lock.json").packages;
const problems = [];

const packed = (file) =>
  execFileSync("tar", ["xzOf", join(root, "tools/artillery-stub.tgz"), `package/${file}`], {
    encoding: "utf8",
  });
const entries = (manifest) => JSON.stringify([manifest.name, manifest.main, manifest.exports]);

if (packed("index.cjs") !== read("tools/artillery-stub/index.cjs"))
  problems.push("tools/artillery-stub.tgz: index.cjs is out of date");
if (entries(JSON.parse(packed("package.json"))) !== entries(readJson("tools/artillery-stub/package.json")))
  problems.push("tools/artillery-stub.tgz: package.json is out of date");

const replaced = Object.keys(overrides).filter((name) => overrides[name].includes("artillery-stub"));
const [, example = "{}"] = /^```json\n(\{.*?^\})\n```/ms.exec(read("docs/slim-artillery.md")) ?? [];
const shown = Object.keys(JSON.parse(example).overrides?.artillery ?? {});
for (const name of new Set(replaced).symmetricDifference(new Set(shown)))
  problems.push(`docs/slim-artillery.md and the overrides of package.json differ in ${name}`);

const CLOUD_SDK = /^@(aws-sdk|azure|opentelemetry|datadog|smithy)\//;
const [, exported = ""] = read("tools/artillery-stub/index.cjs").split("0 && (module.exports = {");
const known = new Set(exported.match(/\w+(?=,)/g));
const packageOf = (specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

function unknownImports(folder, file) {
  const text = read(join(folder, file));
  const imports = [...text.matchAll(/^import\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/gm)];
  return imports
    .filter(([, , from]) => overrides[packageOf(from)] !== undefined)
    .flatMap(([, names, from]) => names.split(",").map((name) => [name.trim().split(/\s+as\s+/)[0], from]))
    .filter(([name]) => name !== "" && !known.has(name))
    .map(([name, from]) => `${folder}/${file} imports ${name} from ${from}: not in the stand-in`);
}

for (const name of Object.keys(devDependencies).filter((dependency) => dependency.startsWith("artillery"))) {
  const folder = `node_modules/${name}`;
  for (const dependency of Object.keys(readJson(`${folder}/package.json`).dependencies)) {
    if (CLOUD_SDK.test(dependency) && overrides[dependency] === undefined) {
      problems.push(`${name} depends on ${dependency}: not among the overrides`);
    }
  }
  const files = readdirSync(join(root, folder), { recursive: true });
  for (const file of files.filter((path) => /\.m?js$/.test(path) && !path.includes("node_modules"))) {
    problems.push(...unknownImports(folder, file));
  }
}

const ARTILLERY =
  /^(artillery|@artilleryio\/|datadog-metrics$|hot-shots$|sqs-consumer$|@testcar\/artillery-stub$)/;
for (const [path, entry] of Object.entries(lock)) {
  if (ARTILLERY.test(entry.name ?? path.split("node_modules/").at(-1))) continue;
  for (const dependency of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
    if (overrides[dependency]?.includes("artillery-stub")) {
      problems.push(`${path || "the root"} depends on ${dependency}, which is replaced by the stand-in`);
    }
  }
}

for (const problem of problems) console.error(problem);
console.log(`tools/artillery-stub: ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
