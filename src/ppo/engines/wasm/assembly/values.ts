/** The critic on all that the rollout saw. */
import { ROW } from './gemm';
import { FLOAT, word } from './memory';
import { CRITIC, infer } from './network';
import { GROUP_ROWS, Word } from './plan';
import { normaliseRows, scratchOf } from './rollout';
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
      valueLastGroup(thread, samples, group - rolloutGroups);
    }
  }
}

/** Observations after the last action: they are normalised into the room behind the rollout's. */
function valueLastGroup(thread: usize, samples: usize, group: usize): void {
  const environments = word(Word.ENVIRONMENTS);
  const row = group * GROUP_ROWS;
  const count = min(<usize>GROUP_ROWS, environments - row);
  const seen = word(Word.OBSERVATIONS) + samples * ROW;
  normaliseRows(word(Word.CURRENT_OBSERVATIONS) + row * ROW, seen + row * ROW, count);
  valueGroup(thread, seen, word(Word.LAST_VALUES), environments, group);
}

function valueGroup(thread: usize, observations: usize, values: usize, total: usize, group: usize): void {
  const row = group * GROUP_ROWS;
  const count = min(<usize>GROUP_ROWS, total - row);
  infer(CRITIC, observations + row * ROW, count, scratchOf(thread), values + row * FLOAT);
}
