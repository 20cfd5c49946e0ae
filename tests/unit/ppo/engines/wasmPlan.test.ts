import { expect, test } from 'vitest';
import { Word } from '../../../../src/ppo/engines/wasm/assembly/plan';
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

test('every word of the plan is written, once', () => {
  const { task, state } = PARITY_CASES[0];
  const network = packedNetwork(state.architecture);
  const layout = memoryLayout(task, network, 2);
  const words: [Word, number][] = [];
  const kernel = {
    buffer: new ArrayBuffer(layout.bytes),
    setWord: (word: Word, value: number) => words.push([word, value]),
    setReal: () => undefined,
  };
  writePlan(kernel as unknown as Kernel, { task, architecture: state.architecture, layout, network });
  const written = [...words.map(([word]) => Word[word]), ...IN_PROGRESS];
  const names = Object.keys(Word).filter((name) => Number.isNaN(Number(name)) && name !== 'COUNT');
  expect(written.toSorted()).toEqual(names.toSorted());
});
