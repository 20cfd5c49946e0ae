import { afterEach, expect, test, vi } from 'vitest';
import { LostFilesState } from '../../../src/state/lostFiles.svelte';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';
const FIRST = `${DIRECTORY}/stage1_50kN.zip`;
const SECOND = `${DIRECTORY}/stage2_100kN.zip`;
const OTHER = `${DIRECTORY}/other/stage1_50kN.zip`;

async function pageThatLost(...paths: readonly string[]) {
  const page = makePage();
  await page.put(...paths);
  const { disk } = page;
  const isLost = new Set(paths);
  const list = disk.list.bind(disk);
  vi.spyOn(disk, 'list').mockImplementation(async (prefix) =>
    (await list(prefix)).filter(({ path }) => !isLost.has(path)),
  );
  const restore = (...written: readonly string[]) => written.forEach((path) => isLost.delete(path));
  return { ...page, restore, lost: new LostFilesState(page.files, page.training) };
}

test('what is lost is asked for by run, and told of until it is dismissed', async () => {
  const { lost, serve, questions, restore, files } = await pageThatLost(FIRST, SECOND, OTHER);
  serve({
    writeAgain: ({ run }) => {
      if (run !== '') return { written: [], refused: [] };
      restore(FIRST);
      return { written: [FIRST], refused: [] };
    },
  });
  await lost.look();
  expect(questions('writeAgain')).toEqual([
    { run: 'other', paths: [OTHER] },
    { run: '', paths: [FIRST, SECOND] },
  ]);
  expect([lost.restored, lost.gone]).toEqual([[FIRST], [OTHER, SECOND]]);
  // What the worker does not have it is not asked for again.
  await lost.look();
  expect(questions('writeAgain')).toHaveLength(2);
  lost.dismiss();
  expect([lost.restored, lost.gone]).toEqual([[], []]);
  await lost.look();
  expect(files.lost).toEqual([]);
});

test('what the disk refuses is asked for at every look', async () => {
  const { lost, serve, questions, restore } = await pageThatLost(FIRST);
  serve({ writeAgain: () => ({ written: [], refused: [FIRST] }) });
  await lost.look();
  await lost.look();
  expect([questions('writeAgain').length, lost.gone]).toEqual([2, [FIRST]]);
  serve({ writeAgain: () => (restore(FIRST), { written: [FIRST], refused: [] }) });
  await lost.look();
  expect([lost.gone, lost.restored]).toEqual([[], [FIRST]]);
});

test('where nothing is lost, nobody is asked', async () => {
  const { lost, questions, put } = await pageThatLost();
  await put(FIRST);
  await lost.look();
  expect(questions('writeAgain')).toEqual([]);
});
