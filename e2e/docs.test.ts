import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execa } from "execa";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .trim()
  .split("\n");
const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** Commands that are not run here, and where they are run instead. */
const PROVED_ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\bnpm install /, "release.test.ts installs the packages into an empty folder"],
  [/^npm run check$/, ".ci/run"],
  [/^npm run release:|^git push --tags$/, "release.test.ts rehearses a release"],
  [/--unix-socket|^--data-urlencode/, "credentials.int.test.ts of the Artillery runner asks the socket"],
  [/^docker\/assemble /, "pods.test.ts assembles this image"],
  [/^npm test$/, "this very run"],
  [/^npm run example oauth$/, "oauth-example.test.ts runs this example"],
  [/^npm run example kerberos-oauth$/, "kerberos.test.ts runs this example"],
];

const commandsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "");

const commands = [...new Set(pages.flatMap(commandsOf))].filter(
  (command) => !PROVED_ELSEWHERE.some(([pattern]) => pattern.test(command)),
);

describe("the commands in the docs", () => {
  const folder = join(root, "examples/http-smoke");
  const log = join(folder, "testcar.log");
  let shop: ChildProcess | undefined;
  let env: NodeJS.ProcessEnv = {};
  /** What came of `testcar run`, whose log others read. */
  let run: { readonly exitCode?: number | undefined; readonly stderr: string };

  beforeAll(async () => {
    shop = spawn(process.execPath, ["sut.js"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    if (shop.stdout === null) throw new Error("the shop has no stdout");
    for await (const line of createInterface(shop.stdout)) {
      env = {
        ...process.env,
        TESTCAR_TARGET: line,
        PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
      };
      break;
    }
    const ended = await execa("testcar", ["run"], { cwd: folder, env, reject: false });
    run = ended;
    writeFileSync(log, `${ended.stdout}\n`);
  }, 120_000);

  afterAll(() => {
    shop?.kill();
    rmSync(log, { force: true });
  });

  it.each(commands)(
    "%s",
    async (command) => {
      const isOurs = command.startsWith("npx testcar");
      // npx finds a package's command from the folder that it is installed in, which the example is not.
      const line = isOurs ? command.replace(/^npx /, "") : command;
      const inShell = () =>
        execa("sh", ["-c", line.replace("CODE", "TESTCAR_RUN_NO_TESTS")], {
          cwd: isOurs ? folder : root,
          env: isOurs ? env : { ...env, TESTCAR_TARGET: "" },
          reject: false,
        });
      const { exitCode, stderr } = line === "testcar run" ? run : await inShell();
      expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
    },
    120_000,
  );
});

describe("the links in the docs", () => {
  const slug = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-");
  const headings = (page: string): readonly string[] =>
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => slug(heading));

  it.each(pages)("lead somewhere from %s", (page) => {
    const broken = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !headings(target).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});
