import { Writable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { openTerminal } from "../src/terminal.ts";

/** A stream that keeps what it is given. */
class Kept extends Writable {
  text = "";

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const streams = (isTTY: boolean, knowsColours = true) => ({
  stdout: Object.assign(new Kept(), { isTTY, hasColors: () => knowsColours }),
  stderr: Object.assign(new Kept(), { isTTY }),
});

const look = (isTTY: boolean, env: Readonly<Record<string, string>>, color = "auto", knowsColours = true) => {
  const { isColoured, isLive } = openTerminal({ ...streams(isTTY, knowsColours), env }, color).terminal;
  return { isColoured, isLive };
};

describe("texts", () => {
  test.each([
    [true, {}, { isColoured: true, isLive: true }],
    [false, {}, { isColoured: false, isLive: false }],
    [true, { TERM: "dumb" }, { isColoured: true, isLive: false }],
    [true, { CI: "true" }, { isColoured: true, isLive: false }],
    [true, { CI: "false" }, { isColoured: true, isLive: true }],
    [false, { FORCE_COLOR: "1" }, { isColoured: true, isLive: false }],
    [false, { FORCE_COLOR: "0" }, { isColoured: false, isLive: false }],
    [false, { FORCE_COLOR: "" }, { isColoured: false, isLive: false }],
  ])("on a terminal (%s) with %j", (isTTY, env, expected) => {
    expect(look(isTTY, env)).toEqual(expected);
  });

  test("get no colours from a terminal that has none, or shall not use them", () => {
    expect(look(true, {}, "auto", false)).toEqual({ isColoured: false, isLive: true });
  });

  test.each([true, false])("--color counts more than anything else (on a terminal: %s)", (isTTY) => {
    expect(look(isTTY, { NO_COLOR: "1" }, "always", false)).toEqual({ isColoured: true, isLive: isTTY });
    expect(look(isTTY, { FORCE_COLOR: "1" }, "never")).toEqual({ isColoured: false, isLive: isTTY });
  });
});

describe("diagnostics", () => {
  test("go above the live view while there is one", async () => {
    const { stdout, stderr } = streams(true);
    const { terminal, stderr: diagnostics } = openTerminal({ stdout, stderr, env: {} }, "auto");
    const above: string[] = [];
    const write = (text: string) => new Promise((resolve) => diagnostics.write(text, resolve));
    await write("before\n");
    terminal.divert((text) => void above.push(text));
    await write("while\n");
    terminal.divert(undefined);
    await write("after\n");
    expect(above).toEqual(["while\n"]);
    expect(stderr.text).toBe("before\nafter\n");
  });

  test("that go elsewhere stay what they are", () => {
    const { stdout, stderr } = streams(true);
    stderr.isTTY = false;
    expect(openTerminal({ stdout, stderr, env: {} }, "auto").stderr).toBe(stderr);
    expect(openTerminal({ stdout, stderr, env: { CI: "1" } }, "auto").stderr).toBe(stderr);
  });
});

describe("a terminal", () => {
  test("is not waited for while the live view is on it", () => {
    const { stdout, stderr } = streams(true);
    const calls: unknown[] = [];
    const _handle = { setBlocking: (isBlocking: boolean) => calls.push(isBlocking) };
    const terminal = { stdout: Object.assign(stdout, { _handle }), stderr, env: {} };
    openTerminal(terminal, "auto").terminal.divert(() => undefined);
    expect(calls).toEqual([false]);
  });
});
