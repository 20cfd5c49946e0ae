import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OpenedStores } from '../../../src/checkpoint/store/openStores';
import { openStores } from '../../../src/checkpoint/store/openStores';
import type { StorageNotice } from '../../../src/checkpoint/store/storageNotice';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { NoticesState } from '../../../src/state/notices.svelte';
import { StoresState } from '../../../src/state/stores.svelte';
import { standInBrowser } from '../../support/statePage';

vi.mock('../../../src/checkpoint/store/openStores');

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

beforeEach(() => {
  standInBrowser();
});
afterEach(() => vi.unstubAllGlobals());

/** The state while the browser opens its storage; `open` ends that, `notice` is what the browser does by itself. */
function opening() {
  let open: (opened: OpenedStores) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let notice: (event: StorageNotice) => void = () => undefined;
  vi.mocked(openStores).mockImplementation((onNotice) => {
    notice = onNotice;
    return new Promise((resolve, reject) => ([open, fail] = [resolve, reject]));
  });
  const notices = new NoticesState();
  const state = new StoresState(notices);
  const texts = () => notices.current.map(({ text }) => text);
  return { state, open, fail, notice, texts };
}

test('what is asked of the stores before they are known is answered once they are', async () => {
  const { state, open } = opening();
  const stores = memoryStores();
  await stores.disk.write(PATH, new Uint8Array([1]));
  const listing = state.stores.disk.list('');
  expect(state).toMatchObject({ isOpened: false, isKept: true, isUnguarded: false });
  open({ stores, notKept: null });
  expect((await listing).map(({ path }) => path)).toEqual([PATH]);
  expect(state).toMatchObject({ isOpened: true, isKept: true, isUnguarded: false });
});

test('why nothing outlives the page is known', async () => {
  const { state, open } = opening();
  open({ stores: memoryStores(), notKept: { because: 'unavailable', reason: 'blocked' } });
  await expect.poll(() => state.isOpened).toBe(true);
  expect(state).toMatchObject({ isKept: false, notKept: { reason: 'blocked' }, isUnguarded: false });
});

test('files that are kept where no tab can hold a run are unguarded', async () => {
  vi.stubGlobal('navigator', {});
  const { state, open } = opening();
  open({ stores: memoryStores(), notKept: null });
  await expect.poll(() => state.isUnguarded).toBe(true);
});

test('a storage that was emptied or taken over by a newer page is told of', () => {
  const { state, notice, texts } = opening();
  notice({ kind: 'emptied', message: 'corrupt log' });
  expect(texts()).toEqual([expect.stringContaining('corrupt log')]);
  expect(state.isOutdated).toBe(false);
  // It stands for as long as the page is open, in a notice of its own.
  notice({ kind: 'outdated' });
  expect(state.isOutdated).toBe(true);
});

test('a storage that falls silent is seen until it answers', () => {
  const { state, notice, texts } = opening();
  notice({ kind: 'silent' });
  expect(state.isSilent).toBe(true);
  notice({ kind: 'answered' });
  expect([state.isSilent, texts()]).toEqual([false, []]);
});

test('a storage that does not open at all is told of', async () => {
  const { state, fail, texts } = opening();
  state.stores.disk.list('').catch(() => undefined);
  fail(new Error('The disk is on fire.'));
  await expect.poll(texts).toEqual(['The disk is on fire.']);
});
