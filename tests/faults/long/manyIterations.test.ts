import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage } from '../../support/appPage';
import { launch, temporaryProfile } from '../../support/browserProfile';

/** Of each engine: `SOAK_MINUTES=5 npm run test:size` is a short one. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 30);
/** Rollouts of eight steps, in a stage that does not end. */
const SHORT_ITERATIONS =
  '#preset=smoke&n_envs=1&stage1.n_steps=8&stage1.batch_size=8&stage1.n_epochs=1&stage1.total_timesteps=1000000000';
const STEPS = 8;
/** Bytes that a heap may have more of than it had before; garbage comes and goes. */
const NOISE = 16 * 2 ** 20;

/** Bytes of GPU buffers that are made for one read-back and destroyed after it. */
const IN_FLIGHT = 64 * 2 ** 10;

/** What grows, if anything does. */
interface Reading {
  readonly iterations: number;
  /** Bytes of JavaScript and DOM, after a collection. */
  readonly page: number;
  readonly workers: number;
  readonly nodes: number;
  /** Bytes of files below the profile's IndexedDB. */
  readonly store: number;
  /** Bytes of GPU buffers that workers have made and not destroyed. */
  readonly gpu: number;
}

/** Counts the bytes of GPU buffers in a worker, which no browser tells, and says them when it is asked. */
const COUNT_BUFFERS = `{
  let bytes = 0;
  if (globalThis.GPUDevice) {
    const { prototype } = GPUDevice;
    const { createBuffer } = prototype;
    prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      bytes += buffer.size;
      const destroy = buffer.destroy.bind(buffer);
      let isThere = true;
      buffer.destroy = () => {
        if (isThere) bytes -= buffer.size;
        isThere = false;
        destroy();
      };
      return buffer;
    };
  }
  const channel = new BroadcastChannel('gpu bytes');
  channel.onmessage = ({ data }) => { if (data === 'ask') channel.postMessage({ bytes }); };
}
`;

async function countBuffers(context: BrowserContext): Promise<void> {
  await context.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${COUNT_BUFFERS}${await response.text()}` });
  });
}

interface MemoryBreakdown {
  readonly bytes: number;
  readonly attribution: readonly { readonly scope: string }[];
}

/** Bytes of the page and of its workers, as Chromium attributes them after a collection. */
async function memoryOf(page: Page): Promise<{ readonly page: number; readonly workers: number }> {
  const breakdown = await page.evaluate(async () => {
    const measurable = performance as unknown as {
      measureUserAgentSpecificMemory: () => Promise<{ breakdown: MemoryBreakdown[] }>;
    };
    return (await measurable.measureUserAgentSpecificMemory()).breakdown;
  });
  const isOfWorker = ({ attribution }: MemoryBreakdown) =>
    attribution.some(({ scope }) => scope !== 'Window');
  const sum = (parts: readonly MemoryBreakdown[]) => parts.reduce((total, { bytes }) => total + bytes, 0);
  return {
    page: sum(breakdown.filter((part) => !isOfWorker(part))),
    workers: sum(breakdown.filter(isOfWorker)),
  };
}

/** Bytes of GPU buffers of all workers. */
function gpuBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const channel = new BroadcastChannel('gpu bytes');
    let total = 0;
    channel.onmessage = ({ data }: MessageEvent<{ bytes: number }>) => (total += data.bytes);
    channel.postMessage('ask');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    channel.close();
    return total;
  });
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce((total, name) => {
    const entry = statSync(join(directory, name), { throwIfNoEntry: false });
    return total + (entry?.isFile() ? entry.size : 0);
  }, 0);
}

async function read(app: AppPage, profile: string): Promise<Reading> {
  const timesteps = await app.page.getByTestId('reading-time/total_timesteps').textContent();
  const { page, workers } = await memoryOf(app.page);
  return {
    iterations: Number(timesteps?.replaceAll(/[^\d.e+]/g, '') ?? NaN) / STEPS,
    page,
    workers,
    nodes: await app.page.evaluate(() => document.querySelectorAll('*').length),
    store: sizeOf(join(profile, 'Default', 'IndexedDB')),
    gpu: await gpuBytes(app.page),
  };
}

function report(at: string, { iterations, page, workers, nodes, store, gpu }: Reading): void {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `${at}: ${iterations} iterations; page ${mb(page)}, workers ${mb(workers)}, ${nodes} DOM nodes, IndexedDB ${mb(store)}, ` +
      `GPU buffers ${mb(gpu)}`,
  );
}

test.each(['wasm', 'webgpu'] as const)(
  `${MINUTES} minutes of many short iterations: nothing but the store grows, on %s`,
  async (device) => {
    const profile = temporaryProfile();
    const context = await launch(profile.directory, ['--enable-blink-features=ForceEagerMeasureMemory']);
    onTestFinished(async () => {
      await context.close();
      profile.remove();
    });
    await countBuffers(context);
    const app = await AppPage.open(context, SHORT_ITERATIONS);
    await app.chooseDevice(device);
    await app.primary.click();
    // Until charts, pieces of the store and buffers are all in use.
    await app.page.getByTestId('reading-time/total_timesteps').waitFor({ state: 'attached' });
    await sleep(20_000);
    const readings: Reading[] = [];
    const begin = performance.now();
    for (const at of ['Start', 'Middle', 'End']) {
      if (readings.length > 0) await sleep(MINUTES * 30_000);
      const reading = await read(app, profile.directory);
      // A reading takes as long as the browser takes for its collections.
      const minutes = (performance.now() - begin) / 60_000;
      report(`${device}, ${at} (${minutes.toFixed(1)} min)`, reading);
      readings.push(reading);
    }
    const [, middle, end] = readings;
    expect(end.iterations).toBeGreaterThan(middle.iterations);
    expect(end.page).toBeLessThan(middle.page + NOISE);
    expect(end.workers).toBeLessThan(middle.workers + NOISE);
    expect(Math.abs(end.nodes - middle.nodes)).toBeLessThan(50);
    expect(Math.abs(end.gpu - middle.gpu)).toBeLessThan(IN_FLIGHT);
    expect(end.gpu > 0).toBe(device === 'webgpu');
    expect(app.complaints).toEqual([]);
  },
);
