/**
 * Does something for each of several items, some of them at a time, in their order. What is done for one must not fail: the
 * others would go on unseen.
 *
 * @param signal once it is aborted, no more are begun
 */
export async function inLanes<Item>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined && !signal.aborted; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
