import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkerFault } from '../support/faultyWorkers';
import { cause, FAULTY_WORKERS, isAlive } from '../support/faultyWorkers';
import { AppPage, launchForTest } from '../support/appPage';
import type { ServedCopy } from '../support/serveCopy';
import { serveCopy } from '../support/serveCopy';

/** A short first stage, whose checkpoint is the last good state, and a second one that does not end. */
const LONG_SECOND_STAGE = '#preset=smoke&stage2.total_timesteps=1000000000';

let copy: ServedCopy;

beforeAll(async () => {
  copy = await serveCopy({ before: FAULTY_WORKERS });
});

afterAll(() => copy.remove());

async function trainInStage2(): Promise<AppPage> {
  const app = await AppPage.open(await launchForTest(), LONG_SECOND_STAGE, { url: copy.url });
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await expect.poll(() => isAlive(app.page, 'start')).toBe(true);
  return app;
}

const alerts = (app: AppPage) => app.page.getByRole('alert').allInnerTexts();

/** Causes the fault in the worker that trains, and shows that it is real: from then on it says nothing. */
async function stop(app: AppPage, fault: WorkerFault): Promise<void> {
  await cause(app.page, 'start', fault);
  expect(await isAlive(app.page, 'start')).toBe(false);
}

const times = async (app: AppPage, line: string) =>
  (await app.consoleLines()).filter((each) => each === line).length;

test.each(['close', 'hang'] as const)(
  'a worker that is gone or hangs (%s) is told of, and replaced once by itself, then when a person wants it',
  async (fault) => {
    const app = await trainInStage2();
    await stop(app, fault);
    await expect
      .poll(() => alerts(app))
      .toEqual([expect.stringMatching(/^The training worker has not answered for 8 seconds/)]);
    await expect
      .poll(() => alerts(app), { timeout: 60_000 })
      .toEqual([
        expect.stringMatching(/^The training worker stopped .*by itself, from the last completed stage\./),
      ]);
    await app.waitForLine('Will resume from Stage 2/4');
    await expect.poll(() => times(app, 'STAGE 2/4: M5.7 @ 100kN'), { timeout: 60_000 }).toBe(2);

    await stop(app, fault);
    const again = app.page.getByRole('button', { name: 'Start again from the last save' });
    await again.waitFor({ timeout: 60_000 });
    expect(await alerts(app)).toEqual([expect.stringMatching(/It was the second time/)]);
    await app.waitForButton(/^Resume from stage 2\/4/);
    await again.click();
    await expect.poll(() => times(app, 'STAGE 2/4: M5.7 @ 100kN'), { timeout: 60_000 }).toBe(3);
    await app.primary.click();
    await app.waitForButton(/^Resume from stage 2\/4/);
    expect(await app.fileNames()).toEqual(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
  },
);

test('an interrupt of a worker that hangs ends it', async () => {
  const app = await trainInStage2();
  await stop(app, 'hang');
  await app.primary.click();
  expect(await app.primary.innerText()).toMatch(/^Stopping/);
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(await alerts(app)).toEqual([expect.stringMatching(/^The training worker stopped/)]);
});

test('one that computes without a pause, and lives, is told of and left alone', async () => {
  const app = await trainInStage2();
  await stop(app, 'block');
  await expect.poll(() => alerts(app)).toEqual([expect.stringMatching(/has not answered for 8 seconds/)]);
  await expect.poll(() => alerts(app)).toEqual([]);
  expect(await times(app, 'STAGE 2/4: M5.7 @ 100kN')).toBe(1);
  await app.primary.click();
  await app.waitForLine(/^Emergency checkpoint saved/);
});

test('the worker that reads records is told of as well, and replaced', async () => {
  const app = await AppPage.open(await launchForTest(), undefined, { url: copy.url });
  await app.openView('Earthquakes');
  await expect.poll(() => isAlive(app.page, 'builtInRecords')).toBe(true);
  await cause(app.page, 'builtInRecords', 'hang');
  expect(await isAlive(app.page, 'builtInRecords')).toBe(false);
  await app.openView('Building');
  await expect
    .poll(() => app.page.getByRole('tabpanel').innerText(), { timeout: 60_000 })
    .toContain('The worker that draws and reads records stopped (it has not answered for 9 s)');
});

/** Workers that the page has started, by their names. */
interface PageWithWorkers {
  startedWorkers: Map<string, Worker>;
}

/** Remembers the workers that a page starts. */
function rememberWorkers(): void {
  const started = new Map<string, Worker>();
  (globalThis as unknown as PageWithWorkers).startedWorkers = started;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      if (options?.name) started.set(options.name, this);
    }
  };
}

test('a thread beside the training that is gone is done without', async () => {
  const context = await launchForTest();
  await context.addInitScript(rememberWorkers);
  const app = await AppPage.open(context, `${LONG_SECOND_STAGE}&validation_interval=1`, { url: copy.url });
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine(/^Validation after iteration 1:/);
  await app.page.evaluate(() => {
    const { startedWorkers } = globalThis as unknown as PageWithWorkers;
    const background = startedWorkers.get('background');
    if (!background) throw new Error('There is no thread beside the training.');
    background.terminate();
  });
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.waitForLine(/^Validation after iteration 3:/);
  await app.primary.click();
  await app.waitForLine('Training interrupted by user!');
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(app.complaints).toEqual([]);
});
