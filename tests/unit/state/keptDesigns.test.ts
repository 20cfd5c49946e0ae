import { afterEach, expect, test, vi } from 'vitest';
import type { BuildingDesign } from '../../../src/building/design';
import { knownBuildings } from '../../../src/building/knownBuildings';
import { formatBuilding } from '../../../src/curriculum/buildingText';
import { PRESETS } from '../../../src/curriculum/presets';
import { DesignState } from '../../../src/state/design.svelte';
import { RunsState } from '../../../src/state/runs.svelte';
import { SeriesState } from '../../../src/state/series.svelte';
import { SettingsState } from '../../../src/state/settings.svelte';
import type { CheckpointDescription } from '../../../src/trainer/protocol';
import { makePage, standInBrowser } from '../../support/statePage';

const one = tooLongForLinks();
const two: BuildingDesign = { ...one, name: 'Another' };

afterEach(() => vi.unstubAllGlobals());

function tooLongForLinks(): BuildingDesign {
  standInBrowser();
  const state = new DesignState(new SettingsState());
  state.resize(30);
  state.copyToMatrices();
  if (!state.read.design) throw new Error('no building');
  return state.read.design;
}

/** A page that was left, as the next visit finds it: nothing is in memory. */
function nextVisit(page: ReturnType<typeof makePage>) {
  for (const name of [...knownBuildings.keys()]) if (name.startsWith('sha256.')) knownBuildings.delete(name);
  const settings = new SettingsState();
  const runs = new RunsState({ ...page, settings });
  const open = (run: string) => {
    const row = runs.rows.find((each) => each.run === run);
    if (row) runs.open(row);
  };
  return { settings, runs, open };
}

/** The run `one` is for a long building and was left for the run `two`, which is for another. */
function withTwoRuns() {
  const page = makePage();
  page.settings.change({ ...PRESETS.smoke, run: 'one', building: one });
  page.settings.change({ ...PRESETS.smoke, run: 'two', building: two });
  return page;
}

const keysOf = ({ browser }: ReturnType<typeof makePage>) =>
  [...browser.memory.keys()].filter((key) => key.startsWith('tmd-lab.building.'));

test('each run finds its own building again, though links are too short for them', () => {
  const { settings, open } = nextVisit(withTwoRuns());
  expect(settings.current.building).toEqual(two);
  open('one');
  expect([settings.current.run, settings.current.building, settings.problems]).toEqual(['one', one, []]);
  open('two');
  expect(settings.current.building).toEqual(two);
});

test('a building is kept for as long as a link names it', () => {
  const page = withTwoRuns();
  expect(keysOf(page)).toHaveLength(2);
  page.settings.forget('one');
  expect(keysOf(page)).toEqual([`tmd-lab.building.${formatBuilding(two)}`]);
  page.settings.change({ ...PRESETS.smoke, run: 'two' });
  expect(keysOf(page)).toEqual([]);
});

test('a series finds its building again', async () => {
  const page = withTwoRuns();
  await page.files.refresh();
  await page.series.start(2);
  page.series.members.forEach(({ settings }) => page.settings.forget(settings.run));
  page.settings.change({ ...PRESETS.smoke, run: 'two-seed0' });
  nextVisit(page);
  expect(new SeriesState(page).kept?.settings.building).toEqual(two);
});

test('where one is lost, the page says so', () => {
  const page = withTwoRuns();
  keysOf(page).forEach((key) => page.browser.memory.delete(key));
  const { settings, open } = nextVisit(page);
  open('one');
  expect(settings.current.run).toBe('one');
  expect(settings.problems).toEqual([expect.stringContaining('its file was not opened here')]);
});

test('where one is lost, the checkpoint of its run has it', async () => {
  const page = withTwoRuns();
  keysOf(page).forEach((key) => page.browser.memory.delete(key));
  const { settings, open } = nextVisit(page);
  const training = { settings: { ...PRESETS.smoke, building: one } };
  page.serve({ describe: () => ({ training }) as CheckpointDescription });
  await page.put('models/rl_v9_advanced/one/stage1_50kN.zip');
  open('one');
  await vi.waitUntil(() => settings.current.run === 'one');
  expect([settings.current.building, settings.problems]).toEqual([one, []]);
});

test('the one that an older version of the page kept is found', () => {
  const { location, memory } = standInBrowser();
  location.hash = `#preset=smoke&building=${formatBuilding(one)}`;
  memory.set('tmd-lab.building', JSON.stringify(one));
  knownBuildings.delete(formatBuilding(one));
  expect(new SettingsState().current.building).toEqual(one);
  expect(memory.has('tmd-lab.building')).toBe(false);
});
