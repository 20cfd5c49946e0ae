import { afterEach, expect, test, vi } from 'vitest';
import { acquireRunLock, canLock, isRunLocked, lockedRuns } from '../../../../src/checkpoint/store/runLock';

afterEach(() => {
  vi.unstubAllGlobals();
});

const denied = () => Promise.reject(new DOMException('', 'SecurityError'));

test.each([
  ['there are none, as on plain http', {}, false],
  ['they are denied, as with cookies blocked', { locks: { request: denied, query: denied } }, true],
])('locks where %s keep apart what this thread does', async (_, navigator, expected) => {
  vi.stubGlobal('navigator', navigator);
  expect(canLock()).toBe(expected);
  const lock = await acquireRunLock('wide');
  expect(lock).not.toBe(null);
  expect(await acquireRunLock('wide')).toBe(null);
  const other = await acquireRunLock('');
  expect(other).not.toBe(null);
  await other?.release();
  await lock?.release();
  const again = await acquireRunLock('wide');
  expect(again).not.toBe(null);
  await again?.release();
  expect(await lockedRuns()).toEqual([]);
  expect(await isRunLocked('wide')).toBe(false);
});

test('another failure of the locks is told', async () => {
  const broken = () => Promise.reject(new DOMException('', 'UnknownError'));
  vi.stubGlobal('navigator', { locks: { request: broken, query: broken } });
  await expect(acquireRunLock('wide')).rejects.toThrow(expect.objectContaining({ name: 'UnknownError' }));
  await expect(lockedRuns()).rejects.toThrow(expect.objectContaining({ name: 'UnknownError' }));
});
