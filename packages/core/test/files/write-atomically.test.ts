import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { discardFile, writeFileAtomically } from "../../src/files/write-atomically.ts";
import { folder } from "../folders.ts";

describe("a report that is written", () => {
  test("is there, with the directories above it, and nothing else", async () => {
    const directory = folder();
    await writeFileAtomically(join(directory, "a/b/report.xml"), "ä");
    expect(readFileSync(join(directory, "a/b/report.xml"), "utf8")).toBe("ä");
    expect(readdirSync(join(directory, "a/b"))).toEqual(["report.xml"]);
  });

  test("takes the place of the one before", async () => {
    const directory = folder({ "report.xml": "before" });
    await writeFileAtomically(join(directory, "report.xml"), "after");
    expect(readFileSync(join(directory, "report.xml"), "utf8")).toBe("after");
  });

  test("can be read by others, as far as the umask lets them", async () => {
    const directory = folder();
    await writeFileAtomically(join(directory, "report.xml"), "");
    expect(lstatSync(join(directory, "report.xml")).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test("goes where a link leads, and the link stays", async () => {
    const directory = folder({ "volume/report.xml": "before" });
    symlinkSync("volume/report.xml", join(directory, "report.xml"));
    await writeFileAtomically(join(directory, "report.xml"), "after");
    expect(lstatSync(join(directory, "report.xml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, "volume/report.xml"), "utf8")).toBe("after");
  });

  test.each([
    ["a directory", "taken", "it is a directory"],
    ["a device", "device", "it is no regular file"],
    ["below a file", "file/report.xml", "ENOTDIR"],
  ])("leaves %s alone, and nothing behind", async (_what, name, message) => {
    const directory = folder({ "taken/a": "", file: "" });
    symlinkSync("/dev/null", join(directory, "device"));
    await expect(writeFileAtomically(join(directory, name), "")).rejects.toThrow(message);
    expect(readdirSync(directory).toSorted()).toEqual(["device", "file", "taken"]);
  });

  test("leaves nothing behind when the disk does not take it", async () => {
    // What is longer than a name may be fails at the temporary file, whoever asks.
    const directory = folder();
    await expect(writeFileAtomically(join(directory, "x".repeat(250)), "")).rejects.toThrow("ENAMETOOLONG");
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("the report of an earlier run", () => {
  test("is taken away", async () => {
    const path = join(folder({ report: "passed" }), "report");
    await discardFile(path);
    expect(existsSync(path)).toBe(false);
  });

  test("stays when it is no file, or is not there", async () => {
    const directory = folder({ "taken/a": "" });
    symlinkSync("/dev/null", join(directory, "device"));
    chmodSync(directory, 0o700);
    for (const name of ["taken", "device", "missing", "taken/a/b"]) await discardFile(join(directory, name));
    expect(readdirSync(directory).toSorted()).toEqual(["device", "taken"]);
  });
});
