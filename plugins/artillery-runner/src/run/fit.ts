/** What a test may use: the container's limits, shared among the tests that run at a time. */
export interface Limits {
  readonly cpus: number;
  readonly memoryBytes?: number;
}

/** Measured: what Artillery takes before a script's data, and what each worker thread adds to it. */
const BASE_MIB = 128;
const WORKER_MIB = 64;

/** V8's collector lags behind its limit, and buffers lie outside of it. */
const HEAP_SHARE = 0.85;

/** Below this, Artillery itself does not fit. */
const SMALLEST_HEAP_MIB = 64;

const MIB = 1024 * 1024;

/**
 * The number of worker threads. Artillery keeps one processor for its main thread; so it is done here, with the
 * processors that the container may use. A script with few arrivals leaves further workers idle, and every one costs.
 *
 * @param limits - Of the container.
 * @param most - What the options allow, in place of what the limits suggest.
 */
export function fitWorkers({ cpus, memoryBytes }: Limits, most?: number): number {
  if (most !== undefined) return most;
  const byMemory = memoryBytes === undefined ? Infinity : (memoryBytes / MIB - BASE_MIB) / (2 * WORKER_MIB);
  return Math.max(1, Math.floor(Math.min(Math.ceil(cpus) - 1, byMemory)));
}

/**
 * Largest heap in MiB of each thread, so that a script that needs too much ends with a clear error (exit code 11) before
 * the kernel kills the container. Undefined when nothing limits the memory.
 */
export function fitHeap({ memoryBytes }: Limits, workers: number): number | undefined {
  if (memoryBytes === undefined) return undefined;
  const free = (memoryBytes / MIB - BASE_MIB - workers * WORKER_MIB) * HEAP_SHARE;
  return Math.max(SMALLEST_HEAP_MIB, Math.floor(free / workers));
}
