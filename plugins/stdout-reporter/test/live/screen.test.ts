import { describe, expect, it } from "@jest/globals";
import { Screen } from "../../src/live/screen.ts";
import { TerminalDouble } from "../terminal-double.ts";

const lines = (...numbers: readonly number[]): readonly string[] => numbers.map((number) => `line ${number}`);

describe("a frame", () => {
  it("takes the place of the last one, whichever of them is higher", () => {
    const terminal = new TerminalDouble(80);
    const screen = new Screen(terminal);
    for (const frame of [lines(1), lines(1, 2, 3), lines(1, 4, 3), lines(5), lines(1, 2)]) {
      screen.draw(frame);
      expect(terminal.screen().trimEnd()).toBe(frame.join("\n"));
    }
  });

  it("is one write, together with the lines above it, which terminals show at once", () => {
    const terminal = new TerminalDouble(80);
    const screen = new Screen(terminal);
    screen.draw(lines(1, 2));
    screen.above("stays\n");
    screen.above("stays as well");
    expect(terminal.writes).toHaveLength(1);
    screen.draw(lines(3, 4));
    expect(terminal.writes).toHaveLength(2);
    for (const write of terminal.writes) {
      expect(write.startsWith("\u001b[?2026h")).toBe(true);
      expect(write.endsWith("\u001b[?2026l")).toBe(true);
    }
    expect(terminal.screen()).toBe("stays\nstays as well\nline 3\nline 4\n");
  });

  it("that is the same as the last one is not written", () => {
    const terminal = new TerminalDouble(80);
    const screen = new Screen(terminal);
    screen.draw(lines(1));
    screen.draw(lines(1));
    expect(terminal.writes).toHaveLength(1);
  });

  it("is left out while the terminal has not taken the last one; lines that stay are not", () => {
    const terminal = new TerminalDouble(80);
    const screen = new Screen(terminal);
    terminal.isStopped = true;
    for (const number of [1, 2, 3]) {
      screen.draw(lines(number));
      screen.above(`stays ${number}`);
    }
    expect(terminal.writableLength).toBe(terminal.writes[0]?.length);
    terminal.resume();
    screen.draw(lines(4));
    expect(terminal.screen()).toBe("stays 1\nstays 2\nstays 3\nline 4\n");
  });

  it("leaves nothing behind at the end, and breaks no long line that stays", () => {
    const terminal = new TerminalDouble(20);
    const screen = new Screen(terminal);
    screen.draw(lines(1, 2));
    screen.above("x".repeat(50));
    screen.close();
    expect(terminal.writes.at(-1)).toContain("x".repeat(50));
    expect(terminal.screen().replaceAll("\n", "")).toBe("x".repeat(50));
  });

  it("is drawn whole when the terminal has become wider or narrower", () => {
    const terminal = new TerminalDouble(80);
    const screen = new Screen(terminal);
    screen.draw(lines(1, 2));
    terminal.resize(40);
    screen.draw(lines(1, 3));
    terminal.resize(200);
    screen.draw(lines(1, 2, 3));
    expect(terminal.screen()).toBe("line 1\nline 2\nline 3\n");
    expect([screen.columns, screen.rows]).toEqual([200, 24]);
  });
});
