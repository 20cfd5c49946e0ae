import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { PRESETS } from '../../../src/curriculum/presets';
import { encodeRunBundle } from '../../../src/export/runBundle';
import { AppPage, SMOKE } from '../../support/appPage';
import { launch, temporaryProfile } from '../../support/browserProfile';
import { exampleCheckpoint } from '../../support/checkpoints';
import { temporaryDirectory } from '../../support/temporaryDirectory';

/** Of one run, as of one in which many force limits were tried: `CHECKPOINTS=50 npm run test:size` is a short one. */
const COUNT = Number(process.env.CHECKPOINTS ?? 500);
/** Openings of each kind, in turns, of which the median counts. */
const OPENINGS = 5;
const MINUTES = 60_000;

/** A zip of the size that the v9 preset's have, which is the same for each force limit: 3 MB. */
async function checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
  const example = exampleCheckpoint({ policy: PRESETS.v9.policy });
  const state = { ...example.state, best: null };
  return encodeCheckpoint({ ...example, state, kind: 'completed', stage: 1 });
}

/** Writes all of them into one file, as **Download all** does. */
async function packedRun(path: string, zip: Uint8Array<ArrayBuffer>): Promise<void> {
  const names = Array.from({ length: COUNT }, (_, i) => `stage1_${i + 1}kN.zip`);
  const checkpoints = new Map(names.map((name) => [name, () => Promise.resolve(zip)]));
  const packed = await encodeRunBundle({ run: '', checkpoints, records: new Map() });
  const file = openSync(path, 'w');
  for await (const part of packed.stream()) writeSync(file, part);
  closeSync(file);
}

/** A browser on a profile of its own, which each start begins anew: one that has been open has its caches. */
function browserForTest(): () => Promise<BrowserContext> {
  const profile = temporaryProfile();
  let context: BrowserContext | null = null;
  onTestFinished(async () => {
    await context?.close();
    profile.remove();
  });
  return async () => {
    await context?.close();
    return (context = await launch(profile.directory));
  };
}

/** Milliseconds until the page says what a start would do, and until it lists so many files. */
async function opening(
  start: () => Promise<BrowserContext>,
  files: number,
): Promise<{ readonly ready: number; readonly listed: number }> {
  const context = await start();
  const begin = performance.now();
  const app = await AppPage.open(context, SMOKE, { isReady: false });
  await app.page.waitForFunction((isAny) => {
    const button = document.querySelector<HTMLButtonElement>('[data-testid=primary]');
    const hasRows = document.querySelector('[data-testid=files] [data-name]') !== null;
    return button?.disabled === false && /^(Start|Resume)/.test(button.innerText) && hasRows === isAny;
  }, files > 0);
  const ready = performance.now() - begin;
  await names(app, files);
  return { ready, listed: performance.now() - begin };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const names = (app: AppPage, expected: number) =>
  expect
    .poll(async () => (await app.fileNames()).length, { timeout: 30 * MINUTES, interval: 200 })
    .toBe(expected);

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const begin = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}

/** Uploads a packed run from the disk. */
async function restore(app: AppPage, path: string): Promise<void> {
  await app.page.getByTestId('upload').setInputFiles(path);
  await app.page
    .getByRole('dialog')
    .getByTestId('confirm')
    .click({ timeout: 30 * MINUTES });
}

test(`${COUNT} checkpoints: the page opens as an empty one does, lists, deletes, packs and restores`, async () => {
  const folder = temporaryDirectory('packed');
  onTestFinished(() => folder.remove());
  const packed = join(folder.directory, 'rl_v9_advanced.zip');
  const zip = await checkpoint();
  await packedRun(packed, zip);
  const sha256 = createHash('sha256').update(zip).digest('hex');
  console.log(
    `${COUNT} checkpoints of ${(zip.length / 1e6).toFixed(2)} MB: ${(statSync(packed).size / 1e9).toFixed(2)} GB`,
  );

  const full = browserForTest();
  const filled = await AppPage.open(await full());
  await timed('Restored', async () => {
    await restore(filled, packed);
    await names(filled, COUNT);
  });

  const empty = browserForTest();
  const times = { empty: [] as number[], full: [] as number[], listed: [] as number[] };
  for (let i = 0; i < OPENINGS; i++) {
    times.empty.push((await opening(empty, 0)).ready);
    const { ready, listed } = await opening(full, COUNT);
    times.full.push(ready);
    times.listed.push(listed);
  }
  const later = median(times.full) - median(times.empty);
  console.log(
    `Opened in ${median(times.full).toFixed(0)} ms, an empty one in ${median(times.empty).toFixed(0)} ms ` +
      `(medians of ${OPENINGS}, in turns): ${later.toFixed(0)} ms later; all rows in ${median(times.listed).toFixed(0)} ms`,
  );
  // A ratio: a time says more of the machine than of the page.
  expect(median(times.full) / median(times.empty)).toBeLessThan(3);

  const app = await AppPage.open(await full());
  await names(app, COUNT);
  const hashes = await app.page
    .getByTestId('files')
    .locator('[data-sha256]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-sha256')));
  expect(new Set(hashes)).toEqual(new Set([sha256]));
  await timed('Deleted one', async () => {
    await app
      .row(`stage1_${COUNT}kN.zip`)
      .getByRole('button', { name: /delete/i })
      .click();
    await app.confirm();
    await names(app, COUNT - 1);
  });

  rmSync(packed);
  await timed('Packed', async () => {
    const [download] = await Promise.all([
      app.page.waitForEvent('download', { timeout: 30 * MINUTES }),
      app.page.getByTestId('download-run').click(),
    ]);
    await download.saveAs(packed);
  });
  await app.page.close();
  const other = await AppPage.open(await empty());
  await timed('Restored in another browser', async () => {
    await restore(other, packed);
    await names(other, COUNT - 1);
  });
  expect(app.complaints).toEqual([]);
  expect(other.complaints).toEqual([]);
});
