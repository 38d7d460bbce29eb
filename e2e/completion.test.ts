import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, type Project, testcar } from "./testcar.ts";

const bin = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));

const files = {
  "tests/clock.case": "true\n",
  "tests/tools.case": "true\n",
  "tests/$(touch ran).case": "true\n",
  "testcar.config.yaml": configuration([caseRunner]),
};

const environment = (directory: string): NodeJS.ProcessEnv => ({
  PATH: `${bin}:${process.env["PATH"]}`,
  HOME: directory,
  TERM: "xterm",
  LC_ALL: "C.UTF-8",
});

/** A shell at a terminal that somebody types at. */
interface Typing extends AsyncDisposable {
  /** Types a line that begins with `show`, and gives the words that it has become, each in angle brackets. */
  readonly type: (line: string) => Promise<string>;
}

/** Starts a shell at a terminal of its own, where `show` prints its arguments and is completed like testcar. */
function startShell(shell: string, completeShow: string, { directory }: Project): Typing {
  const child = spawn("script", ["-qec", shell, "/dev/null"], {
    cwd: directory,
    env: environment(directory),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
  });
  child.stdin.write(`show() { printf '<%s>' "$@"; echo; }; ${completeShow}\n`);
  const type = async (line: string): Promise<string> => {
    const before = screen.length;
    child.stdin.write(`${line}\n`);
    for (;;) {
      const [, words] = /^[^<]*(<.*>)\r$/m.exec(screen.slice(before)) ?? [];
      if (words !== undefined) return words;
      const isOver = await Promise.race([
        ended.then(() => true),
        new Promise((resolve) => child.stdout.once("data", () => resolve(false))),
      ]);
      if (isOver) throw new Error(`${shell} has ended:\n${screen}`);
    }
  };
  const dispose = async (): Promise<void> => {
    child.stdin.end("exit\n");
    await ended;
  };
  return { type, [Symbol.asyncDispose]: dispose };
}

// A tabulator is the key.
const lines = [
  ["show ru\t--format=j\t", "<run><--format=json>"],
  ["show run --only c\t", "<run><--only><clock.case>"],
  ["show run --only=c\t", "<run><--only=clock.case>"],
  ["show run --config=testcar.conf\t", "<run><--config=testcar.config.yaml>"],
  ["show inject --mode=im\t--ga\t", "<inject><--mode=image-volume><--gate>"],
  ["show run --target=http://127.0.0.1:80 --fail\t", "<run><--target=http://127.0.0.1:80><--fail-fast>"],
] as const;

async function expectLines(shell: string, completeShow: string): Promise<void> {
  using project = createProject(files);
  await using typing = startShell(shell, completeShow, project);
  const became: string[] = [];
  for (const [line] of lines) became.push(await typing.type(line));
  expect(became).toEqual(lines.map(([, words]) => words));
}

const hasShell = (shell: string): boolean => {
  try {
    return execFileSync(shell, ["--version"], { stdio: "ignore" }) !== undefined;
  } catch {
    console.warn(`${shell} is not installed: its completion is not tested. apt-get install ${shell}`);
    return false;
  }
};
const inZsh = hasShell("zsh") ? test : test.skip;
const inFish = hasShell("fish") ? test : test.skip;

describe("bash", () => {
  test("completes commands, options, values, tests and files at the keyboard, by itself alone", async () => {
    // Twice: whoever reads their .bashrc again is not told that something is read-only.
    const load = "source <(testcar completion bash)";
    await expectLines(
      "bash --norc --noprofile -i",
      `${load}; ${load}; complete -o default -F __testcar_complete show`,
    );
  });

  test("runs nothing that is typed, and nothing that a file is called", () => {
    using project = createProject(files);
    const script = `
      set -u
      source <(testcar completion bash)
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); __testcar_complete testcar; echo "\${COMPREPLY[*]-}"; }
      ask testcar run --tests '$(touch ran)' --fail
      ask testcar run --tests '\`touch ran\`' --fail
      ask testcar run --tests 'a; touch ran;' --fail
      ask testcar run --tests "'\\$(touch ran)" --fail
      ask testcar run --only ''
    `;
    const options = {
      cwd: project.directory,
      env: environment(project.directory),
      encoding: "utf8",
    } as const;
    expect(execFileSync("bash", ["--norc", "--noprofile", "-c", script], options).split("\n")).toEqual([
      ...Array(4).fill("--fail-fast"),
      "clock.case tools.case",
      "",
    ]);
    expect(existsSync(project.path("ran"))).toBe(false);
  });
});

describe("zsh", () => {
  inZsh("completes the same", async () => {
    const load = "source <(testcar completion zsh)";
    await expectLines(
      "zsh -f -i",
      `autoload -Uz compinit; compinit -D -u; ${load}; ${load}; compdef _testcar show`,
    );
  });
});

describe("fish", () => {
  inFish("completes the same", () => {
    using project = createProject(files);
    const options = {
      cwd: project.directory,
      env: environment(project.directory),
      encoding: "utf8",
    } as const;
    const ask = (line: string): readonly string[] => {
      const script = `testcar completion fish | source; complete -C '${line}'`;
      const offered = execFileSync("fish", ["--no-config", "-c", script], options).trim().split("\n");
      return offered.map((offer) => offer.split("\t", 1)[0] ?? offer);
    };
    expect(ask("testcar ru")).toEqual(["run"]);
    expect(ask("testcar run --format=j")).toEqual(["--format=json"]);
    expect(ask("testcar run --only ")).toEqual(["clock.case", "tools.case"]);
    expect(ask("testcar run --config testcar.conf")).toEqual(["testcar.config.yaml"]);
    expect(ask("testcar run --tests $(touch ran) --fail")).toEqual(["--fail-fast"]);
    expect(existsSync(project.path("ran"))).toBe(false);
  });
});

describe("testcar completion", () => {
  test("says without a shell which there are, and where each is told of it", async () => {
    const { code, stdout, stderr } = await testcar(["completion"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    for (const line of [
      /source <\(testcar completion bash\) +# ~\/\.bashrc$/m,
      /source <\(testcar completion zsh\) +# ~\/\.zshrc/m,
      /testcar completion fish \| source +# ~\/\.config\/fish\/config\.fish$/m,
    ])
      expect(stdout).toMatch(line);
  });

  test("refuses another shell", async () => {
    const { code, stdout, stderr } = await testcar(["completion", "tcsh"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("There is no completion for tcsh");
    expect(stderr).toContain("bash, zsh, fish");
  });
});
