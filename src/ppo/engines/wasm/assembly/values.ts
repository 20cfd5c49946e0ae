/** The critic on all that the rollout saw. */
import { ROW } from './gemm';
import { FLOAT, word } from './memory';
import { CRITIC, infer } from './network';
import { GROUP_ROWS, Word } from './plan';
import { scratchOf } from './rollout';
import { nextTask } from './threads';

/** Values the observations of groups `first` to `last`, `GROUP_ROWS` each. */
export function valueObservations(thread: usize, first: usize, last: usize): void {
  for (;;) {
    const group = first + nextTask();
    if (group >= last) break;
    const row = group * GROUP_ROWS;
    const count = min(<usize>GROUP_ROWS, word(Word.OBSERVATION_ROWS) - row);
    const observations = word(Word.OBSERVATIONS) + row * ROW;
    const panelBytes = word(Word.OBSERVATION_PANEL_BYTES);
    infer(CRITIC, observations, panelBytes, count, scratchOf(thread), word(Word.VALUES) + row * FLOAT);
  }
}
