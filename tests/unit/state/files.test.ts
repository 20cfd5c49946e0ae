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

  test('that the last visit had and this one has not are named, once', async () => {
    const { files, browser, texts, notices } = makePage();
    browser.memory.set('tmd-lab.files', JSON.stringify([FIRST]));
    await files.refresh();
    expect(texts()).toEqual([expect.stringMatching(/no longer has stage1_50kN\.zip,.*Upload downloaded/)]);
    notices.clear('vanished');
    await files.refresh();
    expect(texts()).toEqual([]);
    expect(browser.memory.get('tmd-lab.files')).toBe('[]');
  });

  test('are not missed twice where the browser has said that it emptied its storage', async () => {
    const { files, browser, texts, notices } = makePage();
    browser.memory.set('tmd-lab.files', JSON.stringify([FIRST]));
    notices.tell('It was emptied.', { from: 'storage' });
    await files.refresh();
    expect(texts()).toEqual(['It was emptied.']);
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
