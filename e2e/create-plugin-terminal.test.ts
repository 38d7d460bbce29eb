import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { createProject, type Project } from "./testcar.ts";

const generator = [
  process.execPath,
  "--conditions=testcar:source",
  fileURLToPath(new URL("../packages/create-testcar-plugin/bin/create-testcar-plugin.js", import.meta.url)),
];

describe("npm create testcar-plugin on a terminal", () => {
  const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

  /** Runs the generator under a terminal of its own; types what an answer is once its question is there. */
  async function create(
    project: Project,
    args: readonly string[],
    answers: readonly (readonly [string, string])[],
  ) {
    const command = [...generator, ...args].map(quote).join(" ");
    const child = spawn("script", ["-qec", `stty cols 80 rows 30; ${command}`, "/dev/null"], {
      cwd: project.directory,
      env: { ...process.env, TERM: "xterm-256color", CI: undefined },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const waiting = [...answers];
    let printed = "";
    let shown = "";
    let from = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      shown = stripVTControlCharacters(printed);
      const [question, answer] = waiting[0] ?? [];
      if (question === undefined || answer === undefined) return;
      const at = shown.indexOf(question, from);
      if (at === -1) return;
      from = at + question.length;
      waiting.shift();
      child.stdin.write(answer);
    });
    try {
      const [code] = await once(child, "close", { signal: AbortSignal.timeout(50_000) });
      return { code, shown };
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`it did not end:\n${shown}`, { cause: error });
    }
  }

  test("asks for what is not said, again where the answer cannot be, and writes it", async () => {
    using project = createProject();
    const { code, shown } = await create(
      project,
      [],
      [
        ["What is it?", "\u001b[B\r"],
        ["In which npm scope?", "\r"],
        ["What is it called?", "oauth\r"],
        ["is taken", "-2\r"],
        ["What is it written in?", "\u001b[B\r"],
      ],
    );
    expect(shown).toContain("Wrote the credential testcar-plugin-oauth-2 to testcar-plugin-oauth-2:");
    expect(code).toBe(0);
    expect(readdirSync(project.path("testcar-plugin-oauth-2/src"))).toContain("index.js");
  });

  test("asks for nothing that is said", async () => {
    using project = createProject();
    const args = ["@acme/soap", "--kind", "reporter"];
    const { code, shown } = await create(project, args, [["What is it written in?", "\r"]]);
    expect(shown).not.toMatch(/What is it\?|scope\?|called\?/);
    expect(shown).toContain("Wrote the reporter @acme/testcar-plugin-soap");
    expect(code).toBe(0);
  });

  test("asks for nothing at all with --yes", async () => {
    using project = createProject();
    expect(await create(project, ["soap", "--kind", "runner", "--yes"], [])).toMatchObject({ code: 0 });
    const { code, shown } = await create(project, ["--yes"], []);
    expect(shown).toContain("NAME and --kind are missing");
    expect(code).toBe(2);
  });

  test("tells what is wrong before it asks", async () => {
    using project = createProject();
    const { code, shown } = await create(project, ["Soap"], []);
    expect(shown).toContain("The name Soap cannot be that of a plugin");
    expect(shown).not.toContain("What is it?");
    expect(code).toBe(2);
  });

  test("Ctrl-C leaves nothing", async () => {
    using project = createProject();
    const before = readdirSync(project.directory);
    const { code, shown } = await create(
      project,
      [],
      [
        ["What is it?", "\r"],
        ["In which npm scope?", "@ac\u0003"],
      ],
    );
    expect(shown).toContain("Nothing was written.");
    expect(code).toBe(130);
    expect(readdirSync(project.directory)).toEqual(before);
  });
});
