/** The critic on all that the rollout saw. */
import { ROW } from './gemm';
import { FLOAT, word } from './memory';
import { CRITIC, infer } from './network';
import { GROUP_ROWS, Word } from './plan';
import { scratchOf } from './rollout';
import { nextTask } from './threads';

/** Groups of rows `first` to `last`: those of the rollout's observations, then those of the observations after it. */
export function valueObservations(thread: usize, first: usize, last: usize): void {
  const samples = word(Word.STEPS) * word(Word.ENVIRONMENTS);
  const rolloutGroups = (samples + GROUP_ROWS - 1) / GROUP_ROWS;
  for (;;) {
    const group = first + nextTask();
    if (group >= last) break;
    if (group < rolloutGroups) {
      valueGroup(thread, word(Word.OBSERVATIONS), word(Word.VALUES), samples, group);
    } else {
      const environments = word(Word.ENVIRONMENTS);
      const current = word(Word.CURRENT_OBSERVATIONS);
      valueGroup(thread, current, word(Word.LAST_VALUES), environments, group - rolloutGroups);
    }
  }
}

function valueGroup(thread: usize, observations: usize, values: usize, total: usize, group: usize): void {
  const row = group * GROUP_ROWS;
  const count = min(<usize>GROUP_ROWS, total - row);
  infer(CRITIC, observations + row * ROW, count, scratchOf(thread), values + row * FLOAT);
}
