import { expect, test } from 'vitest';
import { Real, Word } from '../../../../src/ppo/engines/wasm/assembly/plan';
import type { Kernel } from '../../../../src/ppo/engines/wasm/kernel';
import { memoryLayout } from '../../../../src/ppo/engines/wasm/memoryLayout';
import { packedNetwork } from '../../../../src/ppo/engines/wasm/packedNetwork';
import { wordsOf } from '../../../../src/ppo/engines/wasm/regionWords';
import { writePlan } from '../../../../src/ppo/engines/wasm/writePlan';
import { PARITY_CASES } from '../../../support/parityCases';

/** Words that are written as the stage goes on. */
const IN_PROGRESS = [
  'THREADS',
  'ROLLOUT_GROUP_ROWS',
  'EPISODE_COUNT',
  'STAGE_STEP',
  'ORDER_KEY0',
  'ORDER_KEY1',
  'OPTIMIZER_STEP',
  'STOPPED',
];

test('a region is told to the kernels under its own name', () => {
  expect(wordsOf({ expAvgSq: 7, records: 9 })).toEqual([
    [Word.EXP_AVG_SQ, 7],
    [Word.RECORDS, 9],
  ]);
});

/** What `writePlan` writes for the parity suite's first case. */
function written() {
  const { task, state } = PARITY_CASES[0];
  const network = packedNetwork(state.architecture);
  const layout = memoryLayout(task, network, 2);
  const words: [Word, number][] = [];
  const reals = new Map<Real, number>();
  const kernel = {
    buffer: new ArrayBuffer(layout.bytes),
    setWord: (word: Word, value: number) => words.push([word, value]),
    setReal: (real: Real, value: number) => reals.set(real, value),
  };
  writePlan(kernel as unknown as Kernel, { task, architecture: state.architecture, layout, network });
  return { task, words, reals };
}

function namesOf(table: object): string[] {
  return Object.keys(table).filter((name) => Number.isNaN(Number(name)) && name !== 'COUNT');
}

test('every word of the plan is written, once', () => {
  const names = [...written().words.map(([word]) => Word[word]), ...IN_PROGRESS];
  expect(names.toSorted()).toEqual(namesOf(Word).toSorted());
});

test('every number of the plan is written, a setting under its own name', () => {
  const { task, reals } = written();
  const inProgress = ['LEARNING_RATE', 'REWARD_SCALE'];
  const names = [...[...reals.keys()].map((real) => Real[real]), ...inProgress];
  expect(names.toSorted()).toEqual(namesOf(Real).toSorted());
  const { hyperparameters, environment } = task;
  expect(reals.get(Real.ENT_COEF)).toBe(hyperparameters.ent_coef);
  expect(reals.get(Real.CLIP_RANGE_VF)).toBe(hyperparameters.clip_range_vf ?? Infinity);
  expect(reals.get(Real.VELOCITY_WEIGHT)).toBe(environment.reward.velocity_weight);
  expect(reals.get(Real.STROKE_WEIGHT)).toBe(environment.reward.stroke_weight);
  expect(reals.get(Real.INVERSE_STROKE_LIMIT)).toBe(0);
  expect(reals.get(Real.SENSOR_DROPOUT)).toBe(environment.randomisation.sensor_dropout);
});
