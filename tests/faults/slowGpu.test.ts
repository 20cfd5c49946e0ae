import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import type { ServedCopy } from '../support/serveCopy';
import { serveCopy } from '../support/serveCopy';

/** A GPU that is slower than the processor, and does not say so: the software adapter under another name. */
const SLOW_GPU = `
if (typeof GPUAdapter !== 'undefined') {
  Object.defineProperty(GPUAdapter.prototype, 'info', {
    get: () => ({ vendor: 'acme', architecture: 'slow', device: '', description: '', isFallbackAdapter: false }),
  });
}`;

const TIMING = 'Timing the engines of this machine on a part of an iteration';

let copy: ServedCopy;

beforeAll(async () => {
  copy = await serveCopy({ before: SLOW_GPU });
});

afterAll(() => copy.remove());

const countOf = async (app: AppPage, line: string) =>
  (await app.consoleLines()).filter((each) => each === line).length;

test('a GPU that is slower than the processor is not trained on, and is timed once for the same shapes', async () => {
  const context = await launchForTest();
  const app = await AppPage.open(context, SMOKE, { url: copy.url });
  const device = (page: AppPage) => page.page.getByTestId('device').innerText();
  await expect
    .poll(() => device(app))
    .toMatch(/^WebGPU on acme slow\. This machine has a GPU\. The first start times it/);
  await app.primary.click();
  await app.waitForLine(TIMING);
  await app.waitForLine(
    /^Timed on this run's shapes: WebAssembly [\d,]+ steps\/s, WebGPU (fewer than )?[\d,]+ steps\/s$/,
  );
  await app.waitForLine('TRAINING COMPLETE');
  // Both speeds, also where the run goes on with the device that it was trained on.
  const both = /Timed here: WebAssembly [\d,]+ steps\/s, WebGPU /;
  await expect.poll(() => device(app)).toMatch(both);
  const reason = /^WebAssembly on the CPU\. Timed as the fastest here: WebAssembly [\d,]+ steps\/s, WebGPU /;

  // The next visit knows.
  await app.page.close();
  const next = await AppPage.open(context, `${SMOKE}&run=next`, { url: copy.url });
  await expect.poll(() => device(next)).toMatch(reason);
  await next.primary.click();
  await next.waitForLine('TRAINING COMPLETE');
  expect(await countOf(next, TIMING)).toBe(0);
  expect([...app.complaints, ...next.complaints]).toEqual([]);
});

test('a run that a person began on it goes on there by itself', async () => {
  const context = await launchForTest();
  const app = await AppPage.open(context, `${SMOKE}&stage2.total_timesteps=1000000000`, { url: copy.url });
  await app.chooseDevice('webgpu');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await app.chooseDevice('automatic');
  await app.primary.click();
  await expect
    .poll(() => app.page.getByTestId('device').innerText())
    .toBe('WebGPU on acme slow. The run began on it.');
  expect(await countOf(app, TIMING)).toBe(0);
  await app.waitForLine('Will resume from Stage 2/4');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(app.complaints).toEqual([]);
});
