import { describe, expect, test } from "@jest/globals";
import { createOutputTail } from "../../src/run/output-tail.ts";

function print(stdout: string, stderr = "") {
  const tail = createOutputTail();
  tail.add(Buffer.from(stdout), "stdout");
  tail.add(Buffer.from(stderr), "stderr");
  return tail;
}

describe("createOutputTail", () => {
  test.each([
    [
      "Test run id: t1\n",
      "Error: No target specified and no environment chosen\n",
      "No target specified and no environment chosen",
    ],
    ['Scenario validation error: "scenarios" is required\n', "", '"scenarios" is required'],
    ["worker error, id: 1 Error: kaboom\n    at Object.<anonymous> (x.cjs:1:7)\n", "", "Error: kaboom"],
    [
      "",
      "RequestError: connect ECONNREFUSED 127.0.0.1:1\n    at x\n",
      "RequestError: connect ECONNREFUSED 127.0.0.1:1",
    ],
    [
      "",
      "\u001b[31mError: Build failed with 1 error:\nts.ts:1:18: ERROR: Could not resolve\n",
      "Build failed with 1 error: ts.ts:1:18: ERROR: Could not resolve",
    ],
    // What comes of it is an exception somewhere else.
    [
      "WARNING: engine pigeon specified but module artillery-engine-pigeon could not be loaded\nError: Cannot find module 'artillery-engine-pigeon'\n    at x\n",
      "TypeError: Cannot read properties of undefined (reading '__name')\n",
      "the engine pigeon cannot be loaded: Error: Cannot find module 'artillery-engine-pigeon'",
    ],
  ])("finds the failure in %j %j", (stdout, stderr, failure) => {
    expect(print(stdout, stderr).failure()).toBe(failure);
  });

  test("says nothing where nothing is known", () => {
    expect(print("http.codes.200: ..... 1\nfail: p95 < 1\n").failure()).toBeUndefined();
  });

  test("keeps no more than the end of a long output", () => {
    const tail = print(`Error: early\n${"x".repeat(100_000)}\n`, "");
    expect(tail.failure()).toBeUndefined();
    tail.add(Buffer.from(`Error: ${"late ".repeat(1000)}\n`), "stdout");
    expect(tail.failure()).toHaveLength(300);
  });

  test("knows V8's words for a full heap", () => {
    expect(
      print("worker error, id: 1 Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated\n").saysOutOfMemory(),
    ).toBe(true);
    expect(print("fine\n").saysOutOfMemory()).toBe(false);
  });
});
