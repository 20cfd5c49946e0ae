import { expect, test } from 'vitest';
import type { HashedFileEntry } from '../../../src/checkpoint/store/disk';
import { runOverviews } from '../../../src/checkpoint/runOverview';

/** Files of a run, each a second newer than the one before. */
function filesOf(directory: string, ...names: string[]): HashedFileEntry[] {
  return names.map((name, i) => ({
    path: `models/rl_v9_advanced/${directory}${name}`,
    size: 10,
    writtenAt: 1000 * (i + 1),
    sha256: name,
  }));
}

const only = (...names: string[]) => runOverviews(filesOf('', ...names))[0];

test('runs are told apart by their directories, the default run first', () => {
  const files = [
    ...filesOf('wide/', 'stage1_50kN.zip'),
    ...filesOf('', 'stage1_50kN.zip', 'stage2_100kN.zip'),
  ];
  expect(runOverviews(files)).toMatchObject([
    { run: '', size: 20, writtenAt: 2000, completed: 2, hasFinal: false, emergency: null },
    { run: 'wide', size: 10, writtenAt: 1000, completed: 1 },
  ]);
  expect(runOverviews([])).toEqual([]);
});

test('a run stands where its newest checkpoint does, whatever the force limits', () => {
  expect(only('stage2_70kN.zip', 'stage1_50kN.zip')).toMatchObject({
    completed: 2,
    newest: { path: 'models/rl_v9_advanced/stage1_50kN.zip' },
  });
});

test('an emergency checkpoint counts until its stage is complete', () => {
  const interrupted = ['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip'];
  expect(only(...interrupted)).toMatchObject({ emergency: { kind: 'INTERRUPTED', stage: 2 } });
  expect(only(...interrupted, 'stage2_ERROR_100kN.zip')).toMatchObject({ emergency: { kind: 'ERROR' } });
  expect(only(...interrupted, 'stage2_100kN.zip')).toMatchObject({ emergency: null, completed: 2 });
});

test('the final model is told of beside the stages', () => {
  expect(only('stage4_150kN.zip', 'final_v9_advanced.zip')).toMatchObject({ hasFinal: true, completed: 4 });
  expect(only('final_v9_advanced.zip')).toMatchObject({ hasFinal: true, completed: null });
});

test('a model to start from, and files of other names, say nothing of where a run stands', () => {
  expect(only('initial_model.zip', 'notes.zip')).toMatchObject({ completed: null, newest: null, size: 20 });
});
