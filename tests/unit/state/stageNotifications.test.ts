import { afterEach, describe, expect, test, vi } from 'vitest';
import { StageNotifications } from '../../../src/state/stageNotifications.svelte';
import { standInBrowser } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';
const COMPLETED = `${DIRECTORY}/stage1_50kN.zip`;

/** A browser whose user answers `answer` when asked, with the page in the background. */
function standInNotifications(answer: 'granted' | 'denied', visibilityState = 'hidden') {
  const { memory } = standInBrowser();
  const shown: { title: string; body: string; tag: string }[] = [];
  class StandIn {
    static permission = 'default';

    static requestPermission() {
      return Promise.resolve((StandIn.permission = answer));
    }

    constructor(title: string, { body, tag }: { body: string; tag: string }) {
      shown.push({ title, body, tag });
    }
  }
  const page = { visibilityState };
  vi.stubGlobal('Notification', StandIn);
  vi.stubGlobal('document', page);
  return { shown, page, memory };
}

describe('notifications of the end of a stage', () => {
  test('are shown once the user wants them and the browser allows them, on later visits too', async () => {
    const { shown } = standInNotifications('granted');
    const notifications = new StageNotifications();
    await notifications.tellSaved(COMPLETED, true);
    expect([notifications.isSupported, notifications.isOn, shown.length]).toEqual([true, false, 0]);
    await notifications.turn(true);
    await notifications.tellSaved(COMPLETED, true);
    expect(shown).toEqual([
      { title: 'Stage 1 of 4 complete', body: 'stage1_50kN.zip is saved.', tag: 'tmd-lab' },
    ]);
    expect(new StageNotifications().isOn).toBe(true);
    await notifications.turn(false);
    expect([notifications.isOn, notifications.isRefused]).toEqual([false, false]);
    expect(new StageNotifications().isOn).toBe(false);
  });

  test('stay off where the browser refuses, and the page can say so', async () => {
    const { shown } = standInNotifications('denied');
    const notifications = new StageNotifications();
    await notifications.turn(true);
    expect([notifications.isOn, notifications.isRefused]).toEqual([false, true]);
    await notifications.tellSaved(COMPLETED, true);
    expect(shown).toEqual([]);
  });

  test('tell of completed stages, errors and the end, not of automatic saves', async () => {
    const { shown } = standInNotifications('granted');
    const notifications = new StageNotifications();
    await notifications.turn(true);
    await notifications.tellSaved(`${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`, true);
    expect(shown).toEqual([]);
    await notifications.tellSaved(`${DIRECTORY}/stage2_ERROR_100kN.zip`, true);
    await notifications.tellSaved(`${DIRECTORY}/final_v9_advanced.zip`, false);
    expect(shown.map(({ title }) => title)).toEqual(['Stage 2 stopped by an error', 'Training complete']);
    expect(shown.at(-1)?.body).toContain('in memory only');
  });

  test('name a run that has a name, and do not take the place of another run’s', async () => {
    const { shown } = standInNotifications('granted');
    const notifications = new StageNotifications();
    await notifications.turn(true);
    for (const run of ['seed0', 'seed1'])
      await notifications.tellSaved(`${DIRECTORY}/${run}/stage1_50kN.zip`, true);
    expect(shown).toMatchObject([
      { title: 'Stage 1 of 4 complete (seed0)', tag: 'tmd-lab seed0' },
      { title: 'Stage 1 of 4 complete (seed1)', tag: 'tmd-lab seed1' },
    ]);
  });

  test('are not for what is before the eyes', async () => {
    const { shown, page } = standInNotifications('granted', 'visible');
    const notifications = new StageNotifications();
    await notifications.turn(true);
    await notifications.tellSaved(COMPLETED, true);
    expect(shown).toEqual([]);
    page.visibilityState = 'hidden';
    await notifications.tellSaved(COMPLETED, true);
    expect(shown.length).toBe(1);
  });

  test('are not offered where the browser has none', () => {
    standInBrowser();
    expect(new StageNotifications()).toMatchObject({ isSupported: false, isOn: false });
  });
});
