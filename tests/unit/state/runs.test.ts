import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CheckpointDescription } from '../../../src/trainer/protocol';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import type { RunsState } from '../../../src/state/runs.svelte';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';

function rowOf(runs: RunsState, run: string) {
  const row = runs.rows.find((each) => each.run === run);
  if (!row) throw new Error(`no run ${run}`);
  return row;
}

const described = (settings: RunSettings) => ({ training: { settings } }) as CheckpointDescription;

async function create(runs: RunsState, name: string) {
  runs.askName({ kind: 'create' });
  runs.name = name;
  await runs.confirmName();
}

describe('the runs of this browser', () => {
  test('are those with files, those that were created, and the one on the page', async () => {
    const { runs, put, settings } = makePage();
    await put(`${DIRECTORY}/other/stage1_50kN.zip`);
    await create(runs, 'created');
    expect(runs.rows.map(({ run }) => run)).toEqual(['', 'created', 'other']);
    expect(runs.rows.filter(({ isCurrent }) => isCurrent).map(({ run }) => run)).toEqual(['created']);
    expect(settings.current.run).toBe('created');
    expect(rowOf(runs, 'other')).toMatchObject({ completed: 1, hasFinal: false });
  });

  test('each opens with the settings that it was left with', async () => {
    const { runs, settings } = makePage();
    settings.change({ ...settings.current, seed: 11 });
    await create(runs, 'second');
    settings.change({ ...settings.current, seed: 22 });
    runs.open(rowOf(runs, ''));
    expect(settings.current).toMatchObject({ run: '', seed: 11 });
    runs.open(rowOf(runs, 'second'));
    expect(settings.current).toMatchObject({ run: 'second', seed: 22 });
  });

  test('a name is one that is free', async () => {
    const { runs, put } = makePage();
    await put(`${DIRECTORY}/other/stage1_50kN.zip`);
    const problemOf = (name: string) => ((runs.name = name), runs.nameProblem !== null);
    expect(['', 'a/b', 'other', 'free'].map(problemOf)).toEqual([true, true, true, false]);
    expect(['Other', 'soft.', 'con', '__proto__'].map(problemOf)).toEqual([true, true, true, true]);
    runs.askName({ kind: 'create' });
    runs.name = 'other';
    await runs.confirmName();
    expect(runs.naming).toEqual({ kind: 'create' });
    runs.askName({ kind: 'duplicate', run: 'other' });
    expect(runs.name).toBe('other-2');
  });

  test('a name that no new run may have is kept by the run that has it', async () => {
    const { runs, put, settings } = makePage();
    await put(`${DIRECTORY}/con/stage1_50kN.zip`);
    await put(`${DIRECTORY}/soft./stage1_50kN.zip`);
    expect(runs.rows.map(({ run }) => run)).toEqual(['', 'con', 'soft.']);
    settings.remember({ ...settings.current, run: 'soft.' });
    runs.open(rowOf(runs, 'soft.'));
    expect(settings.current.run).toBe('soft.');
    expect(settings.issues).toEqual([]);
    // What is offered for a copy is free on every system.
    await put(`${DIRECTORY}/CON-2/stage1_50kN.zip`);
    runs.askName({ kind: 'duplicate', run: 'con' });
    expect([runs.name, runs.nameProblem]).toEqual(['con-3', null]);
  });

  test('a rename takes settings, comparison and page along; a copy leaves all of it', async () => {
    const { runs, put, settings, serve, questions } = makePage();
    serve({ relocate: () => [] });
    await create(runs, 'before');
    await put(`${DIRECTORY}/before/stage1_50kN.zip`);
    settings.change({ ...settings.current, seed: 33 });
    runs.compared.add('before');
    runs.askName({ kind: 'duplicate', run: 'before' });
    await runs.confirmName();
    expect(questions('relocate').at(-1)).toEqual({ from: 'before', to: 'before-2', keep: true });
    expect([settings.current.run, runs.compared.has('before')]).toEqual(['before', true]);
    expect(runs.settingsOf(rowOf(runs, 'before-2'))?.seed).toBe(33);
    runs.askName({ kind: 'rename', run: 'before' });
    runs.name = 'after';
    await runs.confirmName();
    expect(questions('relocate').at(-1)).toEqual({ from: 'before', to: 'after', keep: false });
    expect(settings.current).toMatchObject({ run: 'after', seed: 33 });
    expect([runs.compared.has('before'), runs.compared.has('after')]).toEqual([false, true]);
  });

  test('a file that could not come along is named, and its run stays', async () => {
    const { runs, put, serve, texts, settings } = makePage();
    const left = `${DIRECTORY}/before/stage2_100kN.zip`;
    serve({ relocate: () => [left] });
    await create(runs, 'before');
    await put(left);
    runs.askName({ kind: 'rename', run: 'before' });
    runs.name = 'after';
    await runs.confirmName();
    expect(texts()).toEqual([expect.stringMatching(/but stage2_100kN\.zip: .*it stays in before/)]);
    expect(settings.current.run).toBe('after');
    expect(runs.rows.map(({ run }) => run)).toContain('before');
  });

  test('a deletion waits for the person, and leaves the page with the default run', async () => {
    const { runs, put, settings, serve, questions, disk } = makePage();
    serve({ delete: async ({ paths }) => (await disk.delete(paths), null) });
    await create(runs, 'old');
    await put(`${DIRECTORY}/old/stage1_50kN.zip`);
    await runs.confirmDeletion();
    expect(questions('delete')).toEqual([]);
    runs.deletion = rowOf(runs, 'old');
    await runs.confirmDeletion();
    expect(questions('delete')).toEqual([{ run: 'old', paths: [`${DIRECTORY}/old/stage1_50kN.zip`] }]);
    expect(settings.current.run).toBe('');
    expect(runs.rows.map(({ run }) => run)).toEqual(['']);
  });

  test('one that could not be deleted stays, and the page says why', async () => {
    const { runs, put, settings, serve, texts } = makePage();
    serve({ delete: () => Promise.reject(new Error('Another tab has it.')) });
    await create(runs, 'old');
    await put(`${DIRECTORY}/old/stage1_50kN.zip`);
    runs.deletion = rowOf(runs, 'old');
    await runs.confirmDeletion();
    expect(texts()).toEqual(['Another tab has it.']);
    expect(settings.current.run).toBe('old');
  });

  test('another tab works on those whose locks it holds', async () => {
    const { runs, browser, training } = makePage();
    browser.locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    await runs.lookAtLocks();
    expect(rowOf(runs, '')).toMatchObject({ isLockedElsewhere: true, isTraining: false });
    training.start();
    expect(rowOf(runs, '')).toMatchObject({ isLockedElsewhere: false, isTraining: true });
  });

  test('a deletion gives the default run the settings that it was left with', async () => {
    const { runs, settings, serve, put } = makePage();
    serve({ delete: () => null });
    settings.change({ ...settings.current, seed: 11 });
    await create(runs, 'old');
    settings.change({ ...PRESETS.smoke, run: 'old', seed: 22 });
    await put(`${DIRECTORY}/old/stage1_50kN.zip`);
    runs.deletion = rowOf(runs, 'old');
    await runs.confirmDeletion();
    expect(settings.current).toMatchObject({ run: '', seed: 11 });
    expect([...settings.links.keys()]).toEqual(['']);
  });

  test('a deletion gives the default run those of its checkpoint where nothing else says', async () => {
    const { runs, settings, serve, put } = makePage({ address: 'http://localhost/#preset=smoke&run=old' });
    serve({ delete: () => null, describe: () => described({ ...PRESETS.smoke, seed: 9 }) });
    await put(`${DIRECTORY}/stage1_50kN.zip`, `${DIRECTORY}/old/stage1_50kN.zip`);
    runs.deletion = rowOf(runs, 'old');
    await runs.confirmDeletion();
    expect(settings.current).toMatchObject({ run: '', seed: 9 });
  });

  test('one whose checkpoint has not been read opens once it is, and not with the settings of another', async () => {
    const { runs, settings, put, answer } = makePage();
    await put(`${DIRECTORY}/other/stage1_50kN.zip`);
    runs.open(rowOf(runs, 'other'));
    await vi.waitUntil(() => true);
    expect(settings.current.run).toBe('');
    await answer('describe', described({ ...PRESETS.smoke, run: 'before', seed: 9 }));
    expect(settings.current).toMatchObject({ run: 'other', seed: 9 });
  });

  test.each(['rename', 'delete'] as const)(
    'a %s that takes long leaves the page where it has gone',
    async (way) => {
      const { runs, settings, put, answer } = makePage();
      await create(runs, 'a');
      await put(`${DIRECTORY}/a/stage1_50kN.zip`);
      settings.change({ ...settings.current, seed: 33 });
      runs.askName({ kind: 'rename', run: 'a' });
      runs.name = 'b';
      if (way === 'delete') runs.deletion = rowOf(runs, 'a');
      const done = way === 'rename' ? runs.confirmName() : runs.confirmDeletion();
      // A deletion reads first what the page will show.
      await Promise.resolve();
      await Promise.resolve();
      runs.open(rowOf(runs, ''));
      settings.change({ ...settings.current, seed: 44 });
      await (way === 'rename' ? answer('relocate', []) : answer('delete', null));
      await done;
      expect(settings.current).toMatchObject({ run: '', seed: 44 });
      if (way === 'rename') expect(runs.settingsOf(rowOf(runs, 'b'))).toMatchObject({ run: 'b', seed: 33 });
      expect(settings.links.has('a')).toBe(false);
    },
  );

  test.each(['constructor', 'toString', '__proto__'])('one may be called %s', async (name) => {
    const { runs, settings, put } = makePage();
    await put(`${DIRECTORY}/${name}/stage1_50kN.zip`);
    expect(runs.settingsOf(rowOf(runs, name))).toBeUndefined();
    settings.change({ ...settings.current, run: name, seed: 5 });
    runs.open(rowOf(runs, ''));
    runs.open(rowOf(runs, name));
    expect(settings.current).toMatchObject({ run: name, seed: 5 });
  });
});
