import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { encode } from "../../src/once/entries.ts";
import type { Turn } from "../../src/once/journal.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";
import { endOf, finishIn, key, never, now, open } from "./states.ts";

const kindOf = async (turn: Promise<Turn>) => (await turn).kind;
const stored = (directory: string): string => readFileSync(join(directory, "finished-abc.json"), "utf8");

describe("one agent after another", () => {
  test("runs in an empty directory, which is made when it is missing", async () => {
    const directory = join(folder(), "a/b");
    const journal = open(directory);
    expect(await journal.take(never)).toEqual({ kind: "run" });
    expect(readdirSync(directory).filter((name) => !name.startsWith("agent-"))).toEqual(["started-abc.json"]);
    journal.close();
    expect(readdirSync(directory)).toEqual(["started-abc.json"]);
  });

  test("finds what the one before it has stored, any number of times", async () => {
    const directory = folder();
    const end = endOf();
    await finishIn(directory, end);
    const before = stored(directory);
    for (let time = 0; time < 3; time += 1) {
      const journal = open(directory);
      expect(await journal.take(never)).toMatchObject({ kind: "finished", entry: end });
      journal.close();
    }
    expect(stored(directory)).toBe(before);
  });

  test("finds a run abandoned whose agent is gone, and its end stays", async () => {
    const directory = folder();
    const first = open(directory);
    await first.take(never);
    first.close();
    const second = open(directory);
    expect(await second.take(never)).toEqual({ kind: "abandoned", startedAt: now().toISOString() });
    const end = endOf("interrupted");
    second.finish(end);
    expect(await open(directory).take(never)).toMatchObject({ kind: "finished", entry: end });
    // The first one lives after all: what was told is not changed any more.
    expect(first.finish(endOf())).toMatchObject({ verdict: "interrupted", records: end.records });
  });

  test("is told what is stored, even when it has to stop", async () => {
    const directory = folder();
    await finishIn(directory);
    expect(await kindOf(open(directory).take(AbortSignal.abort("stop")))).toBe("finished");
    const empty = folder();
    await expect(open(empty).take(AbortSignal.abort("stop"))).rejects.toBe("stop");
    expect(readdirSync(empty)).toEqual([]);
  });

  test("counts its starts", () => {
    const directory = folder();
    expect([open(directory).countStart(), open(directory).countStart()]).toEqual([1, 2]);
    expect(open(directory, { identity: "other", name: "other" }).countStart()).toBe(1);
  });

  test("does not count into what is no file of its own", () => {
    const directory = folder({ "elsewhere/file": "" });
    symlinkSync(join(directory, "elsewhere/file"), join(directory, "starts-abc"));
    expect(open(directory).countStart()).toBeUndefined();
    expect(readFileSync(join(directory, "elsewhere/file"), "utf8")).toBe("");
    execFileSync("mkfifo", [join(directory, "starts-fifo")]);
    expect(open(directory, { identity: "fifo", name: "fifo" }).countStart()).toBeUndefined();
  });
});

describe("whose journal it is", () => {
  test("another key starts anew, takes `passed` away, and leaves what is there", async () => {
    const directory = folder();
    await finishIn(directory);
    const other = open(directory, { identity: "def", name: "def" });
    expect(existsSync(join(directory, "passed"))).toBe(true);
    expect(await kindOf(other.take(never))).toBe("run");
    expect(existsSync(join(directory, "passed"))).toBe(false);
    expect(await kindOf(open(directory).take(never))).toBe("finished");
  });

  test("when nobody can tell what the tests are, the latest of the same identity counts", async () => {
    const directory = folder();
    await finishIn(directory, endOf("failed"), { identity: "abc", name: "abc-1" });
    utimesSync(join(directory, "finished-abc-1.json"), 1, 1);
    utimesSync(join(directory, "started-abc-1.json"), 1, 1);
    await finishIn(directory, endOf("passed"), { identity: "abc", name: "abc-2" });
    const latest = await open(directory, { identity: "abc", name: undefined }).take(never);
    expect(latest).toMatchObject({ entry: { key: "abc-2" } });
    expect(await kindOf(open(directory, { identity: "foreign", name: undefined }).take(never))).toBe("run");
  });

  test("a run that was started while nobody could tell is not repeated when somebody can", async () => {
    const directory = folder();
    await finishIn(directory, endOf(), { identity: "abc", name: undefined });
    const turn = await open(directory, { identity: "abc", name: "abc-1" }).take(never);
    expect(turn).toMatchObject({ kind: "finished", entry: { key: "abc-unknown" } });
  });

  test("keeps the twenty that were used last", async () => {
    const directory = folder();
    for (let index = 0; index < 25; index += 1) {
      for (const name of [`started-old${index}.json`, `finished-old${index}.json`, `starts-old${index}`]) {
        writeFileSync(join(directory, name), "");
        utimesSync(join(directory, name), index + 1, index + 1);
      }
    }
    await finishIn(directory);
    const left = readdirSync(directory).filter((name) => name.startsWith("finished-old"));
    expect(left).toHaveLength(20);
    expect(left).not.toContain("finished-old4.json");
    expect(left).toContain("finished-old5.json");
  });

  test("is not told by a file that was copied from another journal", async () => {
    const directory = folder();
    await finishIn(directory, endOf(), { identity: "def", name: "def" });
    for (const kind of ["started", "finished"])
      copyFileSync(join(directory, `${kind}-def.json`), join(directory, `${kind}-abc.json`));
    await expect(open(directory).take(never)).rejects.toThrow("copied from another journal");
  });
});

describe("a journal that cannot be trusted", () => {
  const entries = { started: "started-abc.json", finished: "finished-abc.json" };
  const damages: readonly (readonly [string, (path: string) => void, string])[] = [
    ["is empty", (path) => truncateSync(path, 0), "it is damaged"],
    ["is cut off", (path) => truncateSync(path, 100), "it is damaged"],
    [
      "has lost its last byte but one",
      (path) => truncateSync(path, readFileSync(path).length - 2),
      "damaged",
    ],
    [
      "was edited",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replace("abc", "abd")),
      "it is damaged",
    ],
    ["is no JSON", (path) => writeFileSync(path, "passed"), "it is damaged"],
    ["is null", (path) => writeFileSync(path, "null"), "it is damaged"],
    ["is huge", (path) => truncateSync(path, 5 * 1024 * 1024), "5242880 bytes"],
    [
      "is a link",
      (path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      "symbolic link",
    ],
    [
      "is a directory",
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      "it is a directory",
    ],
    [
      "is a pipe",
      (path) => {
        rmSync(path);
        execFileSync("mkfifo", [path]);
      },
      "no regular file",
    ],
  ];
  const cases = Object.values(entries).flatMap((name) =>
    damages.map(([title, damage, why]) => ({ name, title, damage, why })),
  );
  test.each(cases)("$name $title", async ({ name, damage, why }) => {
    const directory = folder();
    await finishIn(directory);
    damage(join(directory, name));
    const journal = open(directory);
    await expect(journal.take(never)).rejects.toMatchObject({
      code: "TESTCAR_JOURNAL_CORRUPT",
      message: expect.stringContaining(why),
    });
  });

  test.each(Object.values(entries))("%s of a newer format is refused, not guessed", async (name) => {
    const directory = folder();
    await finishIn(directory);
    const path = join(directory, name);
    const entry = JSON.parse(JSON.parse(readFileSync(path, "utf8")).entry);
    writeFileSync(path, encode({ ...entry, journal: 2 }));
    await expect(open(directory).take(never)).rejects.toMatchObject({ code: "TESTCAR_JOURNAL_NEWER" });
  });

  test("an end without a start", async () => {
    const directory = folder();
    await finishIn(directory);
    rmSync(join(directory, "started-abc.json"));
    await expect(open(directory).take(never)).rejects.toThrow("the end of no start");
  });

  test.each([
    ["a verdict that its records do not tell", { verdict: "passed", exitCode: 0 }],
    ["an exit code of another verdict", { verdict: "failed", exitCode: 0 }],
    ["records without a verdict", { verdict: "failed", exitCode: 1, records: "" }],
  ])("an end with %s", async (_title, change) => {
    const directory = folder();
    await finishIn(directory, { ...endOf("failed"), ...change });
    await expect(open(directory).take(never)).rejects.toMatchObject({ code: "TESTCAR_JOURNAL_CORRUPT" });
  });

  test("a start whose agent cannot be asked", async () => {
    const directory = folder();
    const journal = open(directory);
    await journal.take(never);
    journal.close();
    const path = join(directory, "started-abc.json");
    const entry = JSON.parse(JSON.parse(readFileSync(path, "utf8")).entry);
    // A name that no socket can have.
    writeFileSync(path, encode({ ...entry, presence: "x".repeat(300) }));
    await expect(open(directory).take(never)).rejects.toThrow("nobody can tell whether its agent lives");
  });
});

describe("a state directory that cannot be used", () => {
  test("is a file, or a link to a directory", () => {
    const directory = folder({ file: "", "real/file": "" });
    symlinkSync(join(directory, "real"), join(directory, "link"));
    expect(() => open(join(directory, "file"))).toThrow("it exists already");
    expect(() => open(join(directory, "file/below"))).toThrow("not a directory");
    expect(() => open(join(directory, "link"))).toThrow("it is a symbolic link");
  });

  test("has a path that is longer than a socket's may be", async () => {
    const directory = join(folder(), "x".repeat(120), "y".repeat(120));
    const first = open(directory);
    expect(await kindOf(first.take(never))).toBe("run");
    const second = open(directory).take(never);
    first.finish(endOf("failed"));
    first.close();
    expect(await kindOf(second)).toBe("finished");
  });
});

describe("an end that was stored by somebody else", () => {
  const forged = (content: string) => async () => {
    const directory = folder();
    const journal = open(directory);
    await journal.take(never);
    writeFileSync(join(directory, "finished-abc.json"), content);
    writeFileSync(join(directory, "passed"), "passed\n");
    expect(() => journal.finish(endOf("failed"))).toThrow(
      expect.objectContaining({ code: "TESTCAR_JOURNAL_FORGED" }),
    );
    const entry = journal.overwrite(endOf("failed"));
    journal.showPassed(entry);
    expect(existsSync(join(directory, "passed"))).toBe(false);
    journal.close();
    expect(await open(directory).take(never)).toMatchObject({
      kind: "finished",
      entry: { verdict: "failed" },
    });
  };
  test("is not taken, and not left there", forged(encode({ journal: 1, key: "abc", ...endOf() })));
  test("is not taken when it is damaged", forged("passed"));
  test(
    "is not taken for interrupted when its records say that it passed",
    forged(encode({ journal: 1, key: "abc", ...endOf(), verdict: "interrupted" })),
  );

  test("is not told to those who wait", async () => {
    const directory = folder();
    const journal = open(directory);
    await journal.take(never);
    writeFileSync(join(directory, "finished-abc.json"), encode({ journal: 1, key: "abc", ...endOf() }));
    const controller = new AbortController();
    const waiting = open(directory).take(controller.signal);
    const stopped = open(directory).take(AbortSignal.abort("stop"));
    await expect(stopped).rejects.toBe("stop");
    journal.overwrite(endOf("failed"));
    journal.close();
    expect(await waiting).toMatchObject({ entry: { verdict: "failed" } });
  });

  test("is taken away when it cannot be overwritten: the run counts as interrupted", async () => {
    const directory = folder();
    const journal = open(directory);
    await journal.take(never);
    const path = join(directory, "finished-abc.json");
    mkdirSync(path);
    expect(() => journal.overwrite(endOf("failed"))).toThrow("it is a directory");
    journal.close();
    expect(existsSync(path)).toBe(false);
    expect(await kindOf(open(directory).take(never))).toBe("abandoned");
  });
});

describe("the file for probes", () => {
  const shown = (directory: string): boolean => existsSync(join(directory, "passed"));

  test("is there after a stored pass, and again after it was lost", async () => {
    const directory = folder();
    await finishIn(directory);
    expect(shown(directory)).toBe(true);
    for (const spoil of [
      () => rmSync(join(directory, "passed")),
      () => writeFileSync(join(directory, "passed"), ""),
      () => {
        rmSync(join(directory, "passed"));
        mkdirSync(join(directory, "passed/below"), { recursive: true });
      },
    ]) {
      spoil();
      const journal = open(directory);
      const turn = await journal.take(never);
      expect(turn.kind === "finished" && journal.showPassed(turn.entry)).toBeUndefined();
      expect(readFileSync(join(directory, "passed"), "utf8")).toBe("passed\n");
    }
  });

  test.each(["failed", "interrupted"] as const)("is not there after a run that %s", async (verdict) => {
    const directory = folder({ passed: "passed\n" });
    await finishIn(directory, endOf(verdict));
    expect(shown(directory)).toBe(false);
  });

  test("is gone before a run starts", async () => {
    const directory = folder({ passed: "passed\n" });
    await open(directory).take(never);
    expect(shown(directory)).toBe(false);
  });

  test("that cannot be put right changes no verdict", async () => {
    const directory = folder();
    await finishIn(directory);
    const journal = open(directory);
    const turn = await journal.take(never);
    rmSync(directory, { recursive: true });
    expect(turn.kind === "finished" && journal.showPassed(turn.entry)).toMatchObject({
      code: "TESTCAR_JOURNAL_PROBE",
    });
  });
});

type Agent = {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly said: Promise<string>;
};

function startAgent(directory: string): Agent {
  const file = fileURLToPath(new URL("../fixtures/journal-agent.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--conditions=testcar:source", "--disable-warning=ExperimentalWarning", file, directory],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  child.stdin.on("error", () => undefined);
  return { child, said: text(child.stdout) };
}

/** Sockets that the kernel has under the name of the one agent that shows itself in this directory. */
function socketsIn(directory: string): number {
  const name = readdirSync(directory).find((entry) => entry.startsWith("agent-"));
  return name === undefined ? 0 : readFileSync("/proc/net/unix", "utf8").split(name).length - 1;
}

describe("several agents at one time", () => {
  test("ten: one runs, and all others say the same", async () => {
    const directory = folder();
    const agents = Array.from({ length: 10 }, () => startAgent(directory));
    for (const { child } of agents) child.stdin.write("go\n");
    const said = await Promise.all(agents.map(({ said }) => said));
    expect(said.filter((words) => words.startsWith("run\n"))).toHaveLength(1);
    const told = said.map((words) => words.replace(/^\w+\n/, ""));
    expect(new Set(told).size).toBe(1);
    expect(said.filter((words) => words.startsWith("finished\n"))).toHaveLength(9);
  });

  test("the one that runs is killed while others wait: all say the same, and nobody runs", async () => {
    const directory = folder();
    const first = startAgent(directory);
    await eventually(() => existsSync(join(directory, "started-abc.json")));
    const others = Array.from({ length: 5 }, () => startAgent(directory));
    // Each that waits has a connection to the one that runs, which listens at one socket more.
    await eventually(() => socketsIn(directory) === 1 + others.length);
    first.child.kill("SIGKILL");
    const said = await Promise.all(others.map(({ said }) => said));
    expect(said.every((words) => /^(?:abandoned|finished)\n/.test(words))).toBe(true);
    expect(new Set(said.map((words) => words.replace(/^\w+\n/, ""))).size).toBe(1);
    expect(said[0]).toContain('"verdict":"interrupted"');
  });

  test("one that waits goes away when it has to stop", async () => {
    const directory = folder();
    const journal = open(directory);
    await journal.take(never);
    const controller = new AbortController();
    const waiting = open(directory).take(controller.signal);
    setImmediate(() => controller.abort("stop"));
    await expect(waiting).rejects.toBe("stop");
    journal.close();
  });

  test("a socket whose agent is gone keeps nobody", async () => {
    const directory = folder();
    const first = startAgent(directory);
    await eventually(() => existsSync(join(directory, "started-abc.json")));
    first.child.kill("SIGKILL");
    await first.said;
    expect(readdirSync(directory).filter((name) => name.startsWith("agent-"))).toHaveLength(1);
    expect(await kindOf(open(directory).take(never))).toBe("abandoned");
  });

  test("another's socket under the same name does", async () => {
    const directory = folder();
    const journal = open(directory, key);
    await journal.take(never);
    const name = readdirSync(directory).find((entry) => entry.startsWith("agent-")) ?? "";
    journal.close();
    const server = createServer((socket) => socket.end()).listen(join(directory, name));
    await eventually(() => existsSync(join(directory, name)));
    const waiting = open(directory).take(never);
    server.close();
    expect(await kindOf(waiting)).toBe("abandoned");
  });
});
