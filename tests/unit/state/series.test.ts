import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { SeriesState } from '../../../src/state/series.svelte';
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

const INTERRUPTED: SessionResult = { outcome: 'interrupted', problem: null };
const COMPLETE: SessionResult = { outcome: 'complete', problem: null };
const FAILED: SessionResult = { outcome: 'error', problem: { name: 'X', message: 'It broke.' } };

/** The runs of the series that is under way end, after they wrote these files. */
async function end(
  page: Page,
  results: Readonly<Record<string, SessionResult>>,
  ...paths: readonly string[]
) {
  await page.put(...paths);
  for (const [run, result] of Object.entries(results)) page.hear({ type: 'ended', result }, run);
  const answer = Object.entries(results).map(([run, result]) => ({ run, ...result }));
  await page.answer('startSeries', answer);
  await vi.waitUntil(() => page.training.status === 'idle');
  page.series.follow();
}

describe('a series', () => {
  test('asks for a run for each seed, all at once, from the seed of the run on the page', async () => {
    const page = await open();
    await page.series.start(2);
    expect(page.series.kept?.seeds).toEqual([4, 5]);
    expect(page.settings.current).toMatchObject({ run: 'soft-seed4', seed: 4, preset: 'smoke' });
    expect(page.runs.rows.map(({ run }) => run)).toEqual(['soft', 'soft-seed4', 'soft-seed5']);
    const [{ runs }] = page.questions('startSeries');
    expect(runs.map(({ settings }) => settings.run)).toEqual(['soft-seed4', 'soft-seed5']);
    expect(runs[1].settings).toEqual({ ...runs[0].settings, run: 'soft-seed5', seed: 5 });
    expect(runs[1]).toMatchObject({ path: null, promised: { kind: 'fresh', path: null } });

    const results = { 'soft-seed4': COMPLETE, 'soft-seed5': COMPLETE };
    await end(page, results, ...all('soft-seed4'), ...all('soft-seed5'));
    expect([page.series.isGoing, page.series.left, page.series.complete]).toEqual([false, [], 2]);
    expect([page.training.outcome, page.questions('startSeries').length]).toEqual(['complete', 1]);
  });

  test('says how far its runs are side by side, and when all will be complete', async () => {
    const page = await open();
    await page.series.start(2);
    expect([page.series.isTogether, page.series.secondsLeft]).toEqual([null, null]);
    page.hear({ type: 'share', atOnce: 2 }, null);
    for (const [i, run] of ['soft-seed4', 'soft-seed5'].entries()) {
      page.hear({ type: 'begun' }, run);
      page.hear({ type: 'progress', progress: { ...PROGRESS, secondsLeft: 6 + i } }, run);
    }
    await vi.waitUntil(() => page.training.progress !== null);
    expect(page.series.isTogether).toBe(true);
    expect(page.series.fraction).toBeCloseTo(0.4);
    expect(page.series.secondsLeft).toBe(7);
    // What is not on the page is told of its own run.
    page.hear({ type: 'stage', stage: 3, numTimesteps: 0 }, 'soft-seed5');
    expect(page.training.stage).toBeNull();
    page.training.showRun('soft-seed5');
    expect([page.settings.current.seed, page.training.stage]).toEqual([5, 3]);
  });

  test('says how far the run under way is where they follow each other, and goes with them', async () => {
    const page = await open();
    await page.series.start(4);
    page.hear({ type: 'share', atOnce: 1 }, null);
    page.hear({ type: 'begun' }, 'soft-seed4');
    await page.put(...all('soft-seed4'));
    expect([page.series.isTogether, page.series.complete]).toEqual([false, 0]);
    page.hear({ type: 'ended', result: COMPLETE }, 'soft-seed4');
    expect([page.series.complete, page.settings.current.run]).toEqual([1, 'soft-seed4']);
    page.hear({ type: 'begun' }, 'soft-seed5');
    expect(page.settings.current.run).toBe('soft-seed5');
    page.hear({ type: 'progress', progress: PROGRESS }, 'soft-seed5');
    await vi.waitUntil(() => page.training.progress !== null);
    expect(page.series.fraction).toBeCloseTo(1.4 / 4);
    // 6 s for this one, and 10 s for each of the two others.
    expect(page.series.secondsLeft).toBeCloseTo(26);
  });

  test('tells once, with their names, what its runs failed of', async () => {
    const page = await open();
    await page.series.start(3);
    const results = { 'soft-seed4': FAILED, 'soft-seed5': COMPLETE, 'soft-seed6': FAILED };
    await end(page, results, ...all('soft-seed5'));
    expect(page.texts()).toEqual(['soft-seed4, soft-seed6: It broke.']);
    expect([page.series.isGoing, page.series.complete]).toEqual([false, 1]);
    // Those that are not complete are asked for again when a person wants it.
    page.series.goOn();
    const runs = page.questions('startSeries')[1].runs.map(({ settings }) => settings.run);
    expect(runs).toEqual(['soft-seed4', 'soft-seed6']);
  });

  test('trains a run again whose last stage is gone, as the button of that run would', async () => {
    const page = await open();
    await page.series.start(2);
    await page.put(...all('soft-seed4'), final('soft-seed5'));
    await end(page, { 'soft-seed4': COMPLETE, 'soft-seed5': INTERRUPTED });
    expect([page.series.complete, page.series.left.map(({ run }) => run)]).toEqual([1, ['soft-seed5']]);
  });

  test('stops all of its runs, and those that were not begun stay as they are', async () => {
    const page = await open();
    await page.series.start(2);
    page.training.interrupt();
    expect(page.questions('interrupt')).toHaveLength(1);
    await end(page, { 'soft-seed4': INTERRUPTED });
    expect([page.series.isGoing, page.training.outcome]).toEqual([false, 'interrupted']);
  });

  test('is asked for once where a complete run has no file: it would be trained for ever', async () => {
    const page = await open();
    await page.series.start(2);
    await end(page, { 'soft-seed4': COMPLETE, 'soft-seed5': COMPLETE });
    expect([page.series.isGoing, page.questions('startSeries').length]).toEqual([false, 1]);
  });

  test('goes on in a later visit, each run exactly where it was interrupted', async () => {
    const page = await open();
    await page.series.start(3);
    const emergency = `${ROOT}/soft-seed5/stage2_INTERRUPTED_100kN.zip`;
    const files = [...all('soft-seed4'), `${ROOT}/soft-seed5/stage1_50kN.zip`, emergency];
    await end(page, { 'soft-seed4': COMPLETE, 'soft-seed5': INTERRUPTED }, ...files);

    const link = page.browser.memory.get('tmd-lab.series');
    const later = makePage({ address: 'http://localhost/#preset=smoke' });
    later.browser.memory.set('tmd-lab.series', link ?? '');
    const series = new SeriesState(later);
    await later.put(...files);
    expect([series.complete, series.left[0].run]).toEqual([1, 'soft-seed5']);
    later.serve({
      describe: () => Promise.resolve({ stageTimesteps: 128 } as CheckpointDescription),
    });
    series.goOn();
    expect(later.settings.current.run).toBe('soft-seed5');
    expect(later.questions('startSeries')).toHaveLength(0);
    await vi.waitUntil(() => !later.control.isComparing);
    series.follow();
    expect(later.questions('startSeries')[0].runs).toMatchObject([
      { path: emergency, settings: { seed: 5 } },
      { path: null, settings: { seed: 6 } },
    ]);
  });

  test('goes on by itself where its worker is gone, with what each of its runs saved last', async () => {
    const page = await open();
    await page.series.start(3);
    page.hear({ type: 'share', atOnce: 3 }, null);
    const emergency = `${ROOT}/soft-seed5/stage2_INTERRUPTED_100kN.zip`;
    page.hear({ type: 'ended', result: COMPLETE }, 'soft-seed4');
    page.hear({ type: 'saved', path: emergency, at: 1 }, 'soft-seed5');
    page.hear({ type: 'saved', path: `${ROOT}/soft-seed6/stage1_50kN.zip`, at: 2 }, 'soft-seed6');
    page.speak();
    page.die('out of memory');
    await vi.waitUntil(() => page.questions('startSeries').length > 0);
    expect(page.questions('startSeries')[0].runs).toMatchObject([
      { path: emergency, settings: { seed: 5 } },
      { path: null, settings: { seed: 6 } },
    ]);
    expect(page.texts()).toEqual([expect.stringContaining('each run from its last save')]);
    expect(page.series.members.map(({ told }) => told?.run)).toEqual([undefined, 'soft-seed5', 'soft-seed6']);
  });

  test('whose runs are all complete is not trained again where its worker is gone', async () => {
    const page = await open();
    await page.series.start(2);
    for (const run of ['soft-seed4', 'soft-seed5']) page.hear({ type: 'ended', result: COMPLETE }, run);
    page.speak();
    page.die('out of memory');
    await vi.waitUntil(() => page.training.status === 'idle');
    expect([page.training.outcome, page.questions('startSeries')]).toEqual(['complete', []]);
  });

  test('of a run that was made for a seed is of the run that it was made from', async () => {
    const page = await open('http://localhost/#preset=smoke&seed=7&run=soft-seed7');
    await page.series.start(2);
    expect(page.settings.current.run).toBe('soft-seed7');
    expect(page.series.members.map(({ settings }) => settings.run)).toEqual(['soft-seed7', 'soft-seed8']);
  });

  test('is refused where its names would be too long', async () => {
    const page = await open(`http://localhost/#preset=smoke&run=${'a'.repeat(60)}`);
    expect(page.series.problemOf(2)).toContain('is no name for a run');
  });

  test('is forgotten when a person ends it, and its runs stay', async () => {
    const page = await open();
    await page.series.start(2);
    await end(page, { 'soft-seed4': INTERRUPTED }, ...all('soft-seed4'));
    page.series.giveUp();
    expect(page.series.kept).toBeNull();
    expect(page.browser.memory.get('tmd-lab.series')).toBeUndefined();
    expect(page.runs.rows.map(({ run }) => run)).toContain('soft-seed4');
  });

  test('whose settings are not all known here any more is not gone on with, and the page says why, once', () => {
    const page = makePage();
    const link = '#preset=smoke&building=sha256.0123456789abcdef';
    page.browser.memory.set('tmd-lab.series', JSON.stringify({ link, seeds: [0, 1] }));
    expect(new SeriesState(page).kept).toBeNull();
    expect(page.settings.problems).toEqual([expect.stringContaining('its file was not opened here')]);
    expect(page.browser.memory.has('tmd-lab.series')).toBe(false);
  });

  test('is not begun where its runs have files of other settings, which stay what they are', async () => {
    const page = await open();
    const settingsOf: Record<string, RunSettings> = {
      [`${ROOT}/soft-seed4/stage4_150kN.zip`]: { ...PRESETS.v9, seed: 4, run: 'soft-seed4' },
      [`${ROOT}/soft-seed5/stage1_50kN.zip`]: { ...PRESETS.smoke, seed: 5, run: 'soft-seed5' },
    };
    const describe = ({ path }: { path: string }) =>
      ({ training: { settings: settingsOf[path] } }) as CheckpointDescription;
    page.serve({ describe });
    const start = () => page.series.start(3);
    page.settings.remember({ ...PRESETS.v9, seed: 4, run: 'soft-seed4', n_envs: 5 });
    await page.put(...Object.keys(settingsOf), `${ROOT}/soft-seed6/initial.zip`);
    await start();
    expect(page.series.inTheWay).toEqual(['soft-seed4', 'soft-seed6']);
    expect([page.series.kept, page.series.isGoing, page.questions('startSeries')]).toEqual([null, false, []]);
    expect([page.settings.current.run, page.settings.links.size]).toEqual(['soft', 1]);
    // The one that is left has the settings of the series.
    await page.disk.delete([`${ROOT}/soft-seed4/stage4_150kN.zip`, `${ROOT}/soft-seed6/initial.zip`]);
    await page.files.refresh();
    expect(page.series.inTheWay).toEqual([]);
    await start();
    await vi.waitUntil(() => page.questions('startSeries').length > 0);
    expect(page.series.isGoing).toBe(true);
    expect(page.settings.links.get('soft-seed4')).not.toContain('n_envs');
  });

  test('is begun once, and not at all where the page goes on while its runs are looked at', async () => {
    const page = await open();
    await page.put(`${ROOT}/soft-seed4/stage1_50kN.zip`);
    const both = [page.series.start(2), page.series.start(2)];
    expect(page.series.isComparing).toBe(true);
    page.settings.change({ ...page.settings.current, seed: 8 });
    const settings = { ...PRESETS.smoke, seed: 4, run: 'soft-seed4' };
    await vi.waitUntil(() => page.questions('describe').length > 0);
    await page.answer('describe', { training: { settings } } as CheckpointDescription);
    await Promise.all(both);
    expect([page.series.isComparing, page.series.kept, page.series.inTheWay]).toEqual([false, null, []]);
    expect(page.questions('describe')).toHaveLength(1);
  });
});
