/**
 * Maps a list with at most `limit` calls under way, so that 100,000 files do not mean 100,000 open ones.
 *
 * @returns The results, in the order of the list.
 * @throws What the first failing call throws, or the signal's reason once it is aborted.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) {
      signal.throwIfAborted();
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
