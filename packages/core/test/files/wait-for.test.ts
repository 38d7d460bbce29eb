import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { waitForTests } from "../../src/files/wait-for.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";

const never = new AbortController().signal;
const incomplete = (missing: string) => ({
  code: "TESTCAR_RUN_TESTS_INCOMPLETE",
  exitCode: 5,
  message: expect.stringContaining(missing),
});

/** Waits, and tells for how long in milliseconds. */
async function wait(tests: string, waitFor: { file?: string; settle?: number; deadline?: number }) {
  const start = performance.now();
  await waitForTests({ tests, waitFor: { deadline: 20_000, ...waitFor } }, never);
  return performance.now() - start;
}

/** Waits until a directory is watched, as the kernel says it. */
const untilWatching = (): Promise<void> =>
  eventually(() => readdirSync("/proc/self/fdinfo").some((file) => infoOf(file).includes("\ninotify wd:")));

// One that was listed may be closed by now.
function infoOf(file: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${file}`, "utf8");
  } catch {
    return "";
  }
}

describe("a marker file", () => {
  it("that is there already is not waited for", async () => {
    expect(await wait(folder({ ".complete": "" }), { file: ".complete" })).toBeLessThan(500);
  });

  it.each([
    ["in the directory", "tests/.complete"],
    ["below it", "tests/sub/deep/.complete"],
    ["elsewhere", "elsewhere/done"],
  ])("%s is noticed when it comes, with the directories that lead to it", async (_where, path) => {
    const root = folder({ "tests/a.yml": "" });
    const file = path.startsWith("tests/") ? path.slice(6) : join(root, path);
    const waiting = wait(join(root, "tests"), { file });
    await untilWatching();
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), "");
    expect(await waiting).toBeLessThan(5000);
  });

  it("is waited for also when the tests directory itself is not there yet", async () => {
    const root = folder();
    const waiting = wait(join(root, "tests"), { file: ".complete" });
    await untilWatching();
    mkdirSync(join(root, "coming"));
    writeFileSync(join(root, "coming/.complete"), "");
    renameSync(join(root, "coming"), join(root, "tests"));
    await waiting;
  });

  it("that does not come is an error, and so is one whose link leads nowhere", async () => {
    const root = folder({ "a.yml": "" });
    symlinkSync("gone", join(root, ".complete"));
    await expect(wait(root, { file: ".complete", deadline: 300 })).rejects.toMatchObject(
      incomplete("not complete within 0.3 s: there is no .complete"),
    );
  });
});

describe("a settle time", () => {
  it("is over when nothing has changed for so long", async () => {
    const waited = await wait(folder({ "a.yml": "", "sub/b.yml": "" }), { settle: 200 });
    expect(waited).toBeGreaterThanOrEqual(195);
    expect(waited).toBeLessThan(5000);
  });

  it("begins again with each change, wherever that is", async () => {
    const root = folder({ "sub/deep/a.yml": "" });
    const waiting = wait(root, { settle: 1500 });
    for (const change of [
      () => appendFileSync(join(root, "sub/deep/a.yml"), "more"),
      () => writeFileSync(join(root, "b.yml"), ""),
      () => mkdirSync(join(root, "new")),
      () => writeFileSync(join(root, "new/c.yml"), ""),
      () => rmSync(join(root, "b.yml")),
      () => symlinkSync("sub", join(root, "..data")),
    ]) {
      await sleep(150);
      change();
    }
    expect(await waiting).toBeGreaterThanOrEqual(6 * 150 + 1495);
  });

  it("does not begin before there is a file", async () => {
    const root = folder();
    await expect(wait(join(root, "tests"), { settle: 50, deadline: 400 })).rejects.toMatchObject(
      incomplete("there are no files"),
    );
    mkdirSync(join(root, "tests/empty"), { recursive: true });
    await expect(wait(join(root, "tests"), { settle: 50, deadline: 400 })).rejects.toMatchObject(
      incomplete("there are no files"),
    );
  });

  it("that never comes is an error", async () => {
    const root = folder({ "a.yml": "" });
    const changing = setInterval(() => appendFileSync(join(root, "a.yml"), "x"), 30);
    try {
      await expect(wait(root, { settle: 900, deadline: 1000 })).rejects.toMatchObject(
        incomplete("its files go on changing"),
      );
    } finally {
      clearInterval(changing);
    }
  });

  it("begins behind the marker file when there are both", async () => {
    const root = folder({ "a.yml": "" });
    const waiting = wait(root, { file: "done", settle: 200 });
    await sleep(300);
    writeFileSync(join(root, "done"), "");
    expect(await waiting).toBeGreaterThanOrEqual(490);
  });
});

it("whoever stops the run stops the waiting, with its own reason", async () => {
  const stop = new AbortController();
  const reason = { kind: "signal", signal: "SIGTERM" };
  const tests = folder({ "a.yml": "" });
  const waiting = waitForTests({ tests, waitFor: { file: "done", deadline: 60_000 } }, stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

it("without anything to wait for there is no wait, not even for the directory", async () => {
  await waitForTests({ tests: "/no/such/directory", waitFor: undefined }, never);
});
