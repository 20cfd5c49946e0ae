import { afterEach, expect, test, vi } from 'vitest';
import { DawnMissingError, installDawn } from '../../../src/cli/dawn';

/** Node.js 20 has none of its own. */
const theNavigator = () => globalThis.navigator as Navigator | undefined;

afterEach(() => {
  // While it is there, Dawn keeps the process alive.
  Reflect.deleteProperty(theNavigator() ?? {}, 'gpu');
  vi.doUnmock('webgpu');
});

test('Node.js has WebGPU and its constants once Dawn is installed; a second time changes nothing', async () => {
  await installDawn();
  const { gpu } = navigator;
  expect(gpu).toHaveProperty('requestAdapter');
  expect(GPUBufferUsage.STORAGE).toBe(0x80);
  await installDawn();
  expect(navigator.gpu).toBe(gpu);
});

test('where the package cannot be loaded, the error says what to do and nothing has changed', async () => {
  vi.doMock('webgpu', () => {
    throw new Error('no binary for this platform');
  });
  const installing = installDawn();
  await expect(installing).rejects.toThrow(DawnMissingError);
  await expect(installing).rejects.toThrow(/npm install --include=optional/);
  expect(theNavigator()?.gpu).toBeUndefined();
});
