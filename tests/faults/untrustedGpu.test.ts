import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import type { ServedCopy } from '../support/serveCopy';
import { serveCopy } from '../support/serveCopy';

/** A driver that mistakes one function for another. */
const WRONG_FUNCTION = `
if (typeof GPUDevice !== 'undefined') {
  const create = GPUDevice.prototype.createShaderModule;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    return create.call(this, { ...descriptor, code: descriptor.code.replaceAll('sqrt(', 'abs(') });
  };
}`;

let copies: readonly ServedCopy[];

beforeAll(async () => {
  copies = await Promise.all([serveCopy(), serveCopy({ before: WRONG_FUNCTION })]);
});

afterAll(() => Promise.all(copies.map((copy) => copy.remove())));

async function trainOnGpu({ url }: ServedCopy): Promise<AppPage> {
  const app = await AppPage.open(await launchForTest(), SMOKE, { url });
  await app.chooseDevice('webgpu');
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  return app;
}

test('a GPU that computes as it must is trained on', async () => {
  const app = await trainOnGpu(copies[0]);
  expect((await app.consoleLines()).filter((line) => /computes otherwise/.test(line))).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test('one that computes otherwise is named, and the run is trained in WebAssembly', async () => {
  const app = await trainOnGpu(copies[1]);
  const told = (await app.consoleLines()).filter((line) => /computes otherwise/.test(line));
  expect(told).toEqual([
    expect.stringMatching(
      /^WebGPU on .+ computes otherwise than WebAssembly does \(.+\): WebAssembly instead\.$/,
    ),
  ]);
  expect(app.complaints).toEqual([]);
});
