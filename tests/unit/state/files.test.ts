import { afterEach, describe, expect, test, vi } from 'vitest';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';
const FIRST = `${DIRECTORY}/stage1_50kN.zip`;

describe('the files of the page', () => {
  test('are those of the run; the names of all runs are known', async () => {
    const { files, put, settings } = makePage();
    await put(FIRST, `${DIRECTORY}/other/stage1_50kN.zip`, `${DIRECTORY}/other/stage2_100kN.zip`);
    expect(files.files.map(({ path }) => path)).toEqual([FIRST]);
    expect(files.runs).toEqual(['', 'other']);
    expect(files.plan).toMatchObject({ kind: 'resume', next: 2 });
    settings.change({ ...settings.current, run: 'other' });
    expect(files.files.length).toBe(2);
    expect(files.plan).toMatchObject({ kind: 'resume', next: 3 });
  });

  test('that the last visit had and this one has not are missed until a person has read of it', async () => {
    const { files, browser } = makePage();
    browser.memory.set('tmd-lab.files', JSON.stringify([FIRST]));
    await files.refresh();
    await files.refresh();
    expect(files.lost).toEqual([FIRST]);
    expect(browser.memory.get('tmd-lab.files')).toBe(JSON.stringify([FIRST]));
    files.acceptLoss();
    await files.refresh();
    expect(files.lost).toEqual([]);
    expect(browser.memory.get('tmd-lab.files')).toBe('[]');
  });

  test('that any look has shown are missed at the next, with their records, until they are back', async () => {
    const { files, disk, stores, put, browser } = makePage();
    await put(FIRST, 'records/Kobe.csv');
    expect(files.all.map(({ path }) => path)).toEqual([FIRST]);
    const list = vi.spyOn(disk, 'list').mockResolvedValue([]);
    browser.memory.clear();
    await files.refresh();
    expect([files.all, files.lost]).toEqual([[], [FIRST, 'records/Kobe.csv']]);
    // The next visit hears of it as well.
    expect(JSON.parse(browser.memory.get('tmd-lab.files') ?? '')).toEqual([FIRST, 'records/Kobe.csv']);
    list.mockRestore();
    await stores.stores.disk.write(FIRST, new Uint8Array([1]));
    await files.refresh();
    expect(files.lost).toEqual([]);
  });

  test('that were deleted on purpose, here or in another tab, are not missed', async () => {
    const { files, disk, put, browser } = makePage();
    await put(FIRST, `${DIRECTORY}/stage2_100kN.zip`);
    await disk.delete([FIRST]);
    await files.refresh();
    expect([files.lost, files.all.length]).toEqual([[], 1]);
    await disk.move([{ from: `${DIRECTORY}/stage2_100kN.zip`, to: `${DIRECTORY}/other/stage2_100kN.zip` }]);
    await files.refresh();
    expect(files.lost).toEqual([]);
    expect(browser.memory.get('tmd-lab.files')).toBe(JSON.stringify([`${DIRECTORY}/other/stage2_100kN.zip`]));
  });

  test('that were heard of and never seen are missed too', async () => {
    const { files } = makePage();
    await files.refresh();
    files.expect(FIRST);
    await files.refresh();
    expect(files.lost).toEqual([FIRST]);
  });

  test('in memory only are neither missed nor remembered', async () => {
    const { files, browser, texts, put } = makePage({ isKept: false });
    browser.memory.set('tmd-lab.files', JSON.stringify(['gone.zip']));
    await put(FIRST);
    expect(texts()).toEqual([]);
    expect(browser.memory.get('tmd-lab.files')).toBe('["gone.zip"]');
    expect(files.isLoaded).toBe(true);
  });

  test('that another tab has written are seen before this one may act', async () => {
    const { files, disk, browser } = makePage();
    await files.refresh();
    browser.locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    await files.lookAtLock();
    expect(files.isLockedElsewhere).toBe(true);
    await disk.write(FIRST, new Uint8Array([1]));
    browser.locks.pop();
    await files.lookAtLock();
    expect([files.isLockedElsewhere, files.files.length]).toEqual([false, 1]);
  });

  test('the browser is asked to keep them only where it does not yet', async () => {
    const { files, browser } = makePage();
    await files.askForPersistence();
    expect(files.health).toMatchObject({ persisted: true, usage: 1, quota: 2 });
    await files.askForPersistence();
    expect(browser.storage.asked).toBe(1);
  });
});
