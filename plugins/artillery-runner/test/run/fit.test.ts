import { describe, expect, test } from "@jest/globals";
import { fitHeap, fitWorkers } from "../../src/run/fit.ts";

const MIB = 1024 * 1024;

describe("fitWorkers", () => {
  test.each([
    [0.5, 1],
    [1, 1],
    [2, 1],
    [4, 3],
    [16, 15],
  ])("%d processors: %d workers, as Artillery does it on such a machine", (cpus, workers) => {
    expect(fitWorkers({ cpus })).toBe(workers);
  });

  test("starts fewer where the memory is small", () => {
    expect(fitWorkers({ cpus: 16, memoryBytes: 512 * MIB })).toBe(3);
    expect(fitWorkers({ cpus: 16, memoryBytes: 0 })).toBe(1);
  });

  test("does what the options say", () => {
    expect(fitWorkers({ cpus: 16, memoryBytes: 128 * MIB }, 2)).toBe(2);
  });
});

describe("fitHeap", () => {
  test("limits nothing where nothing is limited", () => {
    expect(fitHeap({ cpus: 2 }, 1)).toBeUndefined();
  });

  test("leaves room for what is not heap, so that the heap is full before the container", () => {
    expect(fitHeap({ cpus: 2, memoryBytes: 512 * MIB }, 1)).toBe(272);
    expect(fitHeap({ cpus: 4, memoryBytes: 1024 * MIB }, 3)).toBe(199);
  });

  test("never goes below what Artillery itself needs", () => {
    expect(fitHeap({ cpus: 2, memoryBytes: 128 * MIB }, 1)).toBe(64);
  });
});
