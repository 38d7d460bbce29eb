import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { MAX_DEFINITION_BYTES } from "../../src/files/candidate.ts";
import { walkFiles } from "../../src/files/walk.ts";
import { folder } from "../folders.ts";

const { signal } = new AbortController();

const walk = async (directory: string) => {
  const { files, ignored } = await walkFiles(directory, signal);
  return { files: files.map(({ path }) => path), ignored: ignored.map(({ path, reason }) => [path, reason]) };
};

const paths = async (directory: string): Promise<readonly string[]> => (await walk(directory)).files;

describe("the files of a tests directory", () => {
  it("are listed in one order, however the system lists them", async () => {
    const root = folder({ "b.yml": "", "a/z.yml": "", "a.yml": "", "B.yml": "", "a/b/c.yml": "" });
    expect(await paths(root)).toEqual(["B.yml", "a.yml", "a/b/c.yml", "a/z.yml", "b.yml"]);
  });

  it("are known by path, extension and size, and read when somebody asks, once", async () => {
    const root = folder({ "sub/Smoke.YML": "grüße" });
    const [file] = (await walkFiles(root, signal)).files;
    expect(file).toMatchObject({
      path: "sub/Smoke.YML",
      absolutePath: join(root, "sub/Smoke.YML"),
      extension: ".yml",
      size: 7,
    });
    expect(await file?.text()).toBe("grüße");
    rmSync(join(root, "sub/Smoke.YML"));
    expect(await file?.text()).toBe("grüße");
  });

  it("do not include what is hidden, nor what npm has put there", async () => {
    const root = folder({
      ".hidden.yml": "",
      ".git/a.yml": "",
      "node_modules/x/a.yml": "",
      "sub/node_modules/a.yml": "",
      "a.yml": "",
    });
    expect(await walk(root)).toEqual({ files: ["a.yml"], ignored: [] });
  });

  it("may have odd names, as long as they are names", async () => {
    const names = ["a b.yml", "a\nb.yml", "ünïcödé.yml", "-rf", "*.yml", "😀.yml"];
    const root = folder(Object.fromEntries(names.map((name) => [name, ""])));
    expect(await paths(root)).toEqual(names.toSorted());
  });

  it("are refused when their name is no text", async () => {
    const root = folder();
    writeFileSync(Buffer.concat([Buffer.from(`${root}/a`), Buffer.of(0xff), Buffer.from(".yml")]), "");
    expect(await walk(root)).toEqual({ files: [], ignored: [["a�.yml", "its name is not UTF-8"]] });
  });
});

describe("a ConfigMap's volume", () => {
  it("is listed by the names that people gave, though all of them are links", async () => {
    const root = folder({ "..2026_11_22/smoke.yml": "config: {}", "..2026_11_22/users.csv": "a" });
    symlinkSync("..2026_11_22", join(root, "..data"));
    symlinkSync("..data/smoke.yml", join(root, "smoke.yml"));
    symlinkSync("..data/users.csv", join(root, "users.csv"));
    const { files, ignored } = await walkFiles(root, signal);
    expect(files.map(({ path }) => path)).toEqual(["smoke.yml", "users.csv"]);
    expect(await files[0]?.text()).toBe("config: {}");
    expect(ignored).toEqual([]);
  });

  it("with folders, as a projected volume has them", async () => {
    const root = folder({ "..1/api/smoke.yml": "" });
    symlinkSync("..1", join(root, "..data"));
    symlinkSync("..data/api", join(root, "api"));
    expect(await paths(root)).toEqual(["api/smoke.yml"]);
  });

  it("is the tests directory also through a link", async () => {
    const root = folder({ "real/a.yml": "" });
    symlinkSync("real", join(root, "link"));
    expect(await paths(join(root, "link"))).toEqual(["a.yml"]);
  });
});

describe("a link is never followed", () => {
  it("out of the tests directory, also not to a neighbour whose name begins alike", async () => {
    const root = folder({ "tests/a.yml": "", "tests-of-others/secret.yml": "", "secret.yml": "" });
    symlinkSync("/etc/passwd", join(root, "tests/passwd.yml"));
    symlinkSync("../secret.yml", join(root, "tests/up.yml"));
    symlinkSync("../tests-of-others", join(root, "tests/others"));
    const out = "a symbolic link out of the tests directory";
    expect(await walk(join(root, "tests"))).toEqual({
      files: ["a.yml"],
      ignored: [
        ["others", out],
        ["passwd.yml", out],
        ["up.yml", out],
      ],
    });
  });

  it("in a circle", async () => {
    const root = folder({ "a/b/x.yml": "" });
    symlinkSync("../..", join(root, "a/b/root"));
    symlinkSync("..", join(root, "a/b/parent"));
    symlinkSync("self", join(root, "self"));
    const { files, ignored } = await walk(root);
    expect(files).toEqual(["a/b/x.yml"]);
    expect(ignored).toEqual([
      ["a/b/parent", "a symbolic link to a directory that is listed already"],
      ["a/b/root", "a symbolic link to a directory that is listed already"],
      ["self", "a symbolic link that cannot be followed: too many symbolic links"],
    ]);
  });

  it("into nothing", async () => {
    const root = folder();
    symlinkSync("gone.yml", join(root, "a.yml"));
    expect((await walk(root)).ignored).toEqual([
      ["a.yml", "a symbolic link that cannot be followed: no such file or directory"],
    ]);
  });

  it("to give a folder another name: the real one counts, whichever the system lists first", async () => {
    const root = folder({ "m/x.yml": "" });
    symlinkSync("m", join(root, "a"));
    symlinkSync("m", join(root, "z"));
    expect(await paths(root)).toEqual(["m/x.yml"]);
  });
});

describe("what is neither file nor directory", () => {
  it("is told and not touched: a pipe would never end", async () => {
    const root = folder({ "a.yml": "" });
    execFileSync("mkfifo", [join(root, "pipe.yml")]);
    symlinkSync("pipe.yml", join(root, "to-pipe.yml"));
    const server = createServer().listen(join(root, "socket.yml"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(await walk(root)).toEqual({
      files: ["a.yml"],
      ignored: expect.arrayContaining([
        ["pipe.yml", "neither a file nor a directory"],
        ["socket.yml", "neither a file nor a directory"],
        ["to-pipe.yml", "a symbolic link to something that is no file"],
      ]),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it("is not waited for either when it takes a file's place later", async () => {
    const root = folder({ "a.yml": "", "b.yml": "" });
    const { files } = await walkFiles(root, signal);
    rmSync(join(root, "a.yml"));
    execFileSync("mkfifo", [join(root, "a.yml")]);
    rmSync(join(root, "b.yml"));
    symlinkSync("/etc/passwd", join(root, "b.yml"));
    await expect(files[0]?.text()).rejects.toMatchObject({
      code: "TESTCAR_RUN_FILE_UNREADABLE",
      message: expect.stringContaining("no file any more"),
    });
    await expect(files[1]?.text()).rejects.toMatchObject({ code: "TESTCAR_RUN_FILE_UNREADABLE" });
  });

  it("is not read from elsewhere when a directory above it becomes a link", async () => {
    const root = folder({
      "tests/sub/a.yml": "ours",
      "tests/sub/deep/b.yml": "ours",
      "others/a.yml": "theirs",
    });
    const { files } = await walkFiles(join(root, "tests"), signal);
    rmSync(join(root, "tests/sub"), { recursive: true });
    symlinkSync("../others", join(root, "tests/sub"));
    for (const file of files) {
      await expect(file.text()).rejects.toMatchObject({ code: "TESTCAR_RUN_FILE_UNREADABLE" });
    }
    await expect(files[0]?.text()).rejects.toThrow("it leads out of the tests directory");
  });
});

/** Exchanges the volume as the kubelet does: a new directory, `..data` renamed into its place, the old directory gone. */
function exchange(root: string, version: number, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, `..${version}`, name)), { recursive: true });
    writeFileSync(join(root, `..${version}`, name), content);
  }
  symlinkSync(`..${version}`, join(root, "..data_tmp"));
  renameSync(join(root, "..data_tmp"), join(root, "..data"));
  rmSync(join(root, `..${version - 1}`), { recursive: true, force: true });
}

async function afterTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("a ConfigMap's volume that is exchanged meanwhile", () => {
  it("gives the new file where the old one was listed", async () => {
    const root = folder();
    exchange(root, 1, { "a.yml": "old", "api/b.yml": "old" });
    symlinkSync("..data/a.yml", join(root, "a.yml"));
    symlinkSync("..data/api", join(root, "api"));
    const { files } = await walkFiles(root, signal);
    exchange(root, 2, { "a.yml": "new!", "api/b.yml": "new!" });
    expect(files.map(({ path, size }) => [path, size])).toEqual([
      ["a.yml", 4],
      ["api/b.yml", 4],
    ]);
    expect(await Promise.all(files.map((file) => file.text()))).toEqual(["new!", "new!"]);
  });

  it("gives the old or the new files, whenever that happens", async () => {
    const root = folder();
    const names = Array.from({ length: 5 }, (_, at) => `api/${at}.yml`);
    const content = (version: number) =>
      Object.fromEntries(names.map((name) => [name, `${version}`.repeat(100)]));
    exchange(root, 1, content(1));
    symlinkSync("..data/api", join(root, "api"));
    for (let version = 2; version < 32; version += 1) {
      // Once in each passage, a turn of the event loop later each time.
      const exchanging = afterTurns(version - 2).then(() => exchange(root, version, content(version)));
      const { files, ignored } = await walkFiles(root, signal);
      expect({ paths: files.map(({ path }) => path), ignored }).toEqual({
        paths: names.toSorted(),
        ignored: [],
      });
      for (const text of await Promise.all(files.map((file) => file.text()))) {
        expect(text).toMatch(/^(\d+?)\1{99}$/);
      }
      await exchanging;
    }
  });

  it("is the tests directory itself", async () => {
    const root = folder({ "..1/tests/a.yml": "old" });
    symlinkSync("..1", join(root, "..data"));
    symlinkSync("..data/tests", join(root, "tests"));
    const { files } = await walkFiles(join(root, "tests"), signal);
    exchange(root, 2, { "tests/a.yml": "new" });
    expect(await files[0]?.text()).toBe("new");
  });

  it("never gives a file from elsewhere, whatever its folders become", async () => {
    const root = folder({ "tests/sub/a.yml": "ours", "others/a.yml": "theirs" });
    const [sub, aside] = [join(root, "tests/sub"), join(root, "tests/.aside")];
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
      if (turns % 2 === 1) {
        renameSync(sub, aside);
        symlinkSync("../others", sub);
      } else {
        rmSync(sub);
        renameSync(aside, sub);
      }
    }, 1);
    try {
      for (let round = 0; round < 200; round += 1) {
        const { files } = await walkFiles(join(root, "tests"), signal);
        for (const file of files) expect(await file.text().catch(() => "ours")).toBe("ours");
      }
    } finally {
      clearInterval(turning);
    }
    expect(turns).toBeGreaterThan(10);
  });
});

describe("a file that is too large", () => {
  it("to be a definition is not read", async () => {
    const root = folder({
      "limit.yml": "x".repeat(MAX_DEFINITION_BYTES),
      "more.yml": "x".repeat(MAX_DEFINITION_BYTES + 1),
    });
    const { files } = await walkFiles(root, signal);
    expect((await files[0]?.text())?.length).toBe(MAX_DEFINITION_BYTES);
    await expect(files[1]?.text()).rejects.toMatchObject({ code: "TESTCAR_RUN_FILE_TOO_LARGE" });
  });

  it("is not read either when it has a gigabyte of nothing", async () => {
    const root = folder({ "huge.yml": "" });
    truncateSync(join(root, "huge.yml"), 1024 ** 3);
    const [file] = (await walkFiles(root, signal)).files;
    expect(file?.size).toBe(1024 ** 3);
    const before = process.memoryUsage().rss;
    await expect(file?.text()).rejects.toMatchObject({
      code: "TESTCAR_RUN_FILE_TOO_LARGE",
      message: expect.stringContaining("1073741824 bytes"),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });
});

it("lists 100,000 files in a few seconds", async () => {
  const root = folder();
  for (let at = 0; at < 100; at += 1) {
    const directory = join(root, String(at));
    mkdirSync(directory);
    writeFileSync(join(directory, "0.yml"), "");
    // Another name costs less than another file.
    for (let below = 1; below < 1000; below += 1)
      linkSync(join(directory, "0.yml"), join(directory, `${below}.yml`));
  }
  const start = performance.now();
  expect(await paths(root)).toHaveLength(100_000);
  expect(performance.now() - start).toBeLessThan(10_000);
}, 180_000);

describe("a tests directory that cannot be used says why", () => {
  const root = folder({ "a-file": "" });
  symlinkSync("gone", join(root, "dangling"));
  symlinkSync("loop", join(root, "loop"));

  it.each([
    ["because it is not there", "missing", "TESTCAR_RUN_TESTS_MISSING"],
    ["because it is a file", "a-file", "TESTCAR_RUN_TESTS_NOT_A_DIRECTORY"],
    ["because a part of its path is a file", "a-file/tests", "TESTCAR_RUN_TESTS_NOT_A_DIRECTORY"],
    ["because its link leads nowhere", "dangling", "TESTCAR_RUN_TESTS_MISSING"],
    ["because its link leads to itself", "loop", "TESTCAR_RUN_TESTS_UNREADABLE"],
  ])("%s", async (_why, path, code) => {
    await expect(walkFiles(join(root, path), signal)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  // Permissions do not bind root.
  const others = process.getuid?.() === 0 ? it.skip : it;
  others("because nobody may look into a folder of it", async () => {
    const closed = folder({ "sub/a.yml": "" });
    mkdirSync(join(closed, "closed"), { mode: 0 });
    const walked = await walkFiles(closed, signal).catch((error: unknown) => error);
    chmodSync(join(closed, "closed"), 0o700);
    expect(walked).toMatchObject({ code: "TESTCAR_RUN_TESTS_UNREADABLE" });
  });

  it("stops looking when the run is stopped", async () => {
    const reason = { kind: "signal", signal: "SIGTERM" };
    await expect(walkFiles(root, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
