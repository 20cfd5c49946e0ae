import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CheckpointDescription } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';
const FIRST = `${DIRECTORY}/stage1_50kN.zip`;
const INTERRUPTED = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;

const ERROR = `${DIRECTORY}/stage2_ERROR_100kN.zip`;
const SECOND = `${DIRECTORY}/stage2_INTERRUPTED_100kN_2.zip`;

/** The worker reads the emergency checkpoints: it says how far those are, and that others are damaged. */
async function read(page: ReturnType<typeof makePage>, progress: Readonly<Record<string, number>>) {
  page.serve({
    describe: ({ path }) => {
      if (!Object.hasOwn(progress, path)) return Promise.reject(new Error('damaged'));
      return Promise.resolve({ stageTimesteps: progress[path] } as CheckpointDescription);
    },
  });
  page.control.lookAtEmergencies();
  await vi.waitUntil(() => !page.control.isComparing);
}

describe('the main button', () => {
  test('looks first, then starts, interrupts and waits for the end', async () => {
    const { control, training, files, questions } = makePage();
    expect([control.action, control.canAct]).toEqual(['looking', false]);
    control.act();
    expect(training.status).toBe('idle');
    await files.refresh();
    expect([control.action, control.canAct]).toEqual(['start', true]);
    control.act();
    expect([control.action, questions('start').length]).toEqual(['interrupt', 1]);
    control.act();
    expect([control.action, control.canAct]).toEqual(['stopping', false]);
    control.act();
    expect(questions('interrupt').length).toBe(1);
  });

  test('says what a start would do with the files that are there', async () => {
    const { control, put } = makePage();
    await put(FIRST);
    expect(control.action).toBe('resume');
    await put(`${DIRECTORY}/stage4_150kN.zip`);
    expect([control.action, control.canStep]).toEqual(['evaluate', false]);
  });

  test('starts nothing where the files cannot be seen, nor while another tab has the run', async () => {
    const { control, files, disk, training, browser } = makePage();
    const list = vi.spyOn(disk, 'list').mockRejectedValue(new Error('no answer'));
    await files.refresh();
    expect([control.action, control.isBlocked]).toEqual(['unreadable', true]);
    list.mockRestore();
    await files.lookAtLock();
    expect(control.isBlocked).toBe(false);
    browser.locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    await files.lookAtLock();
    expect([control.action, control.isBlocked]).toEqual(['start', true]);
    control.act();
    expect(training.status).toBe('idle');
  });

  test('starts nothing where a newer version of the page has the storage, and changes nothing', async () => {
    const { control, files, stores, checkpoints, put, training } = makePage();
    await put(FIRST);
    stores.isOutdated = true;
    await files.refresh();
    expect([control.action, control.isBlocked, checkpoints.isReadOnly]).toEqual(['outdated', true, true]);
    control.act();
    expect(training.status).toBe('idle');
  });

  test('starts nothing on an address that is not secure, or with settings that are none', async () => {
    const { control, files, stores, settings } = makePage();
    await files.refresh();
    const good = settings.current;
    settings.current = { ...good, n_envs: 0 };
    expect(control.isBlocked).toBe(true);
    settings.current = good;
    stores.notKept = { because: 'insecure' };
    expect([control.action, control.isBlocked]).toEqual(['insecure', true]);
  });

  test('one iteration goes on from where the run was interrupted', async () => {
    const page = makePage();
    const { control, put, questions, training } = page;
    await put(FIRST);
    control.step();
    expect(questions('start')).toMatchObject([{ isSingleIteration: true }]);
    control.step();
    expect(questions('start').length).toBe(1);
    training.status = 'idle';
    await put(INTERRUPTED, `${DIRECTORY}/stage4_ERROR_150kN.zip`);
    await read(page, { [INTERRUPTED]: 4736 });
    expect(control.emergency?.path).toBe(INTERRUPTED);
    control.step();
    expect(questions('continue')).toMatchObject([{ path: INTERRUPTED, isSingleIteration: true }]);
  });

  test('offers the furthest emergency checkpoint, once it is known which that is', async () => {
    const page = makePage();
    const { control, put, questions } = page;
    await put(FIRST, ERROR, INTERRUPTED, SECOND);
    // Until then one iteration might leave the better one behind.
    expect([control.isComparing, control.emergency, control.canStep]).toEqual([true, undefined, false]);
    control.step();
    expect(questions('start')).toEqual([]);
    await read(page, { [ERROR]: 4608, [INTERRUPTED]: 1_320_576 });
    expect(control.isComparing).toBe(false);
    expect(control.offers.map(({ path, stageTimesteps }) => [path, stageTimesteps])).toEqual([
      [INTERRUPTED, 1_320_576],
      [ERROR, 4608],
    ]);
    control.step();
    expect(questions('continue')).toMatchObject([{ path: INTERRUPTED, isSingleIteration: true }]);
  });
});
