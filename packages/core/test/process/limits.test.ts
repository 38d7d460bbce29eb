import { describe, expect, it } from "@jest/globals";
import { readLimits, shareLimits } from "../../src/process/limits.ts";

const MiB = 1024 * 1024;

describe("what a container leaves to its tests", () => {
  it("is at least one processor", () => {
    expect(readLimits().cpus).toBeGreaterThanOrEqual(1);
  });

  it("is shared between those that run at the same time, without the agent's own part", () => {
    expect(shareLimits({ cpus: 4, memoryBytes: 1096 * MiB }, 2)).toEqual({ cpus: 2, memoryBytes: 500 * MiB });
    expect(shareLimits({ cpus: 1 }, 3)).toEqual({ cpus: 1 });
  });

  it("is never less than nothing", () => {
    expect(shareLimits({ cpus: 1, memoryBytes: 64 * MiB }, 1)).toEqual({ cpus: 1, memoryBytes: 0 });
  });
});
