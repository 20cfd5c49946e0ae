import { Word, WORDS } from '../../src/ppo/engines/wasm/assembly/plan';
import type { SpawnThread } from '../../src/ppo/engines/wasm/threads/thread';

/** So far apart that the room of every thread but the first lies outside the memory. */
const STRIDE = 2 ** 30;

/** Threads of which those that `misplace` finds end in a trap as soon as they use their room in the memory. */
export function misplaceable(spawn: SpawnThread): {
  readonly spawn: SpawnThread;
  readonly misplace: () => void;
} {
  let memory: WebAssembly.Memory | null = null;
  return {
    spawn: (start, onFailure) => {
      ({ memory } = start);
      return spawn(start, onFailure);
    },
    misplace: () => {
      if (!memory) throw new Error('No thread was started.');
      new Uint32Array(memory.buffer, WORDS)[Word.SCRATCH_STRIDE] = STRIDE;
    },
  };
}
