import type { SpawnThread } from '../../src/ppo/engines/wasm/threads';

/** So high that the thread's room would lie outside the memory. */
const MISPLACED = 50_000;

/** Starts threads of which one ends in a trap as soon as it uses its room in the memory. */
export function misplaceOneThread(spawn: SpawnThread): SpawnThread {
  return (start, onFailure) =>
    spawn({ ...start, thread: start.thread === 1 ? MISPLACED : start.thread }, onFailure);
}
