// Are the keeper's binaries made from its source? Run by `npm run check`. Each says what it was made from; where the same
// compiler and linker are there, it is made again and compared byte by byte.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../packages/core/native/", import.meta.url));
const source = createHash("sha256")
  .update(readFileSync(join(folder, "keeper.c")))
  .digest("hex");
/** What says the ELF header: 62 is x86-64, 183 is AArch64. */
const machines = { "keeper-x64": 62, "keeper-arm64": 183 };

const originOf = (binary) => /keeper\.c [^\0]*/.exec(binary.toString("latin1"))?.[0];

const built = mkdtempSync(join(tmpdir(), "testcar-keeper-"));
execFileSync("sh", [join(folder, "build.sh"), built], { stdio: ["ignore", "inherit", "pipe"] });
const problems = [];
const told = [];
for (const [name, machine] of Object.entries(machines)) {
  const file = join(folder, name);
  const binary = readFileSync(file);
  const origin = originOf(binary);
  if (!origin?.includes(source))
    problems.push(`${name} is not made from this keeper.c: run packages/core/native/build.sh`);
  if (binary.readUInt16LE(18) !== machine) problems.push(`${name} is for another machine`);
  if ((statSync(file).mode & 0o111) !== 0o111) problems.push(`${name} cannot be executed: chmod 755`);
  const again = existsSync(join(built, name)) ? readFileSync(join(built, name)) : undefined;
  if (again === undefined || originOf(again) !== origin)
    told.push(`${name} not rebuilt: there are other tools here`);
  else if (!again.equals(binary)) problems.push(`${name} is not what build.sh makes with these tools`);
  else told.push(`${name} rebuilt, the same`);
}
rmSync(built, { recursive: true });

for (const problem of problems) console.error(problem);
console.log(`packages/core/native: ${told.join(", ")}, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
