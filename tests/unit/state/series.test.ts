import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CheckpointDescription, Progress, SessionResult } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

type Page = ReturnType<typeof makePage>;

const ROOT = 'models/rl_v9_advanced';
const final = (run: string) => `${ROOT}/${run}/final_v9_advanced.zip`;
const all = (run: string) => [`${ROOT}/${run}/stage4_150kN.zip`, final(run)];
const PROGRESS = { runTimesteps: 400, runTotal: 1000, stepsPerSecond: 100, secondsLeft: 6 } as Progress;

async function open(address = 'http://localhost/#preset=smoke&seed=4&run=soft') {
  const page = makePage({ address });
  await page.files.refresh();
  return page;
}

/** The training under way ends, after it wrote these files. */
async function end(page: Page, outcome: SessionResult['outcome'], ...paths: readonly string[]) {
  await page.put(...paths);
  const call =
    page.questions('continue').length > 0 && page.training.status !== 'idle' ? 'continue' : 'start';
  await page.answer(call, { outcome, problem: null });
  await vi.waitUntil(() => page.training.status === 'idle');
  page.series.follow();
}

describe('a series', () => {
  test('trains a run for each seed, one after the other, from the seed of the run on the page', async () => {
    const page = await open();
    page.series.start(2);
    expect(page.series.kept?.seeds).toEqual([4, 5]);
    expect(page.settings.current).toMatchObject({ run: 'soft-seed4', seed: 4, preset: 'smoke' });
    expect(page.questions('start')).toHaveLength(1);
    expect(page.runs.rows.map(({ run }) => run)).toEqual(['soft', 'soft-seed4', 'soft-seed5']);

    await end(page, 'complete', ...all('soft-seed4'));
    expect(page.settings.current).toMatchObject({ run: 'soft-seed5', seed: 5 });
    const { settings } = page.questions('start')[1];
    expect(settings).toEqual({ ...page.questions('start')[0].settings, run: 'soft-seed5', seed: 5 });

    await end(page, 'complete', ...all('soft-seed5'));
    expect([page.series.isGoing, page.series.next, page.series.complete]).toEqual([false, null, 2]);
    expect(page.questions('start')).toHaveLength(2);
  });

  test('says how far it is, and when all will be complete', async () => {
    const page = await open();
    page.series.start(4);
    expect(page.series.secondsLeft).toBeNull();
    await end(page, 'complete', ...all('soft-seed4'));
    page.hear({ type: 'progress', progress: PROGRESS });
    await vi.waitUntil(() => page.training.progress !== null);
    expect(page.series.fraction).toBeCloseTo(1.4 / 4);
    // 6 s for this one, and 10 s for each of the two others.
    expect(page.series.secondsLeft).toBeCloseTo(26);
  });

  test('has a run complete when it has ended, and not when its final model is saved', async () => {
    const page = await open();
    page.series.start(2);
    await page.put(...all('soft-seed4'));
    expect([page.series.complete, page.series.next?.run]).toEqual([0, 'soft-seed4']);
    await end(page, 'complete');
    expect([page.series.complete, page.series.next?.run]).toEqual([1, 'soft-seed5']);
  });

  test.each(['interrupted', 'error', 'paused'] as const)(
    'stops where a run ends otherwise: %s',
    async (outcome) => {
      const page = await open();
      page.series.start(2);
      await end(page, outcome);
      expect([page.series.isGoing, page.questions('start').length]).toEqual([false, 1]);
    },
  );

  test('stops where a complete run has no file: it would be trained for ever', async () => {
    const page = await open();
    page.series.start(2);
    await end(page, 'complete');
    expect([page.series.isGoing, page.questions('start').length]).toEqual([false, 1]);
  });

  test('goes on in a later visit, exactly where the run was interrupted', async () => {
    const page = await open();
    page.series.start(2);
    await end(page, 'complete', ...all('soft-seed4'));
    const emergency = `${ROOT}/soft-seed5/stage2_INTERRUPTED_100kN.zip`;
    await end(page, 'interrupted', `${ROOT}/soft-seed5/stage1_50kN.zip`, emergency);

    const link = page.browser.memory.get('tmd-lab.series');
    const later = makePage({ address: 'http://localhost/#preset=smoke' });
    later.browser.memory.set('tmd-lab.series', link ?? '');
    const { SeriesState } = await import('../../../src/state/series.svelte');
    const series = new SeriesState(later);
    await later.put(...all('soft-seed4'), `${ROOT}/soft-seed5/stage1_50kN.zip`, emergency);
    expect([series.complete, series.next?.run]).toEqual([1, 'soft-seed5']);
    later.serve({
      describe: () => Promise.resolve({ stageTimesteps: 128 } as CheckpointDescription),
    });
    series.goOn();
    expect(later.settings.current.run).toBe('soft-seed5');
    expect(later.questions('continue')).toHaveLength(0);
    later.control.lookAtEmergencies();
    await vi.waitUntil(() => !later.control.isComparing);
    series.follow();
    expect(later.questions('continue')[0]).toMatchObject({ path: emergency, settings: { seed: 5 } });
  });

  test('of a run that was made for a seed is of the run that it was made from', async () => {
    const page = await open('http://localhost/#preset=smoke&seed=7&run=soft-seed7');
    page.series.start(2);
    expect(page.settings.current.run).toBe('soft-seed7');
    expect(page.series.members.map(({ settings }) => settings.run)).toEqual(['soft-seed7', 'soft-seed8']);
  });

  test('is refused where its names would be too long', async () => {
    const page = await open(`http://localhost/#preset=smoke&run=${'a'.repeat(60)}`);
    expect(page.series.problemOf(2)).toContain('is no name for a run');
  });

  test('is forgotten when a person ends it, and its runs stay', async () => {
    const page = await open();
    page.series.start(2);
    await end(page, 'interrupted', ...all('soft-seed4'));
    page.series.giveUp();
    expect(page.series.kept).toBeNull();
    expect(page.browser.memory.get('tmd-lab.series')).toBeUndefined();
    expect(page.runs.rows.map(({ run }) => run)).toContain('soft-seed4');
  });
});
