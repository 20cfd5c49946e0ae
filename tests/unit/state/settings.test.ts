import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { SettingsState } from '../../../src/state/settings.svelte';
import { standInBrowser } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

describe('the settings of the page', () => {
  test('are those of the link, which says what it got wrong', () => {
    standInBrowser('http://localhost/#preset=smoke&seed=5&nonsense=1');
    const settings = new SettingsState();
    expect(settings.current).toEqual({ ...PRESETS.smoke, seed: 5 });
    expect(settings.problems).toEqual([expect.stringContaining('nonsense')]);
    settings.change({ ...settings.current, seed: 6 });
    expect(settings.problems).toEqual([]);
  });

  test('are in the address after a change, and on the next visit without a link', () => {
    const { location, goTo } = standInBrowser('http://localhost/page/?view=runs');
    const settings = new SettingsState();
    settings.change({ ...PRESETS.smoke, seed: 7 });
    expect(location.hash).toContain('seed=7');
    expect(location.search).toBe('?view=runs');
    expect(settings.link).toBe(`http://localhost/page/${location.hash}`);
    goTo('http://localhost/page/');
    expect(new SettingsState().current).toEqual({ ...PRESETS.smoke, seed: 7 });
  });

  test('that cannot be trained are not what the next visit begins with', () => {
    const { goTo } = standInBrowser();
    const settings = new SettingsState();
    settings.change({ ...PRESETS.smoke, seed: 7 });
    settings.change({ ...PRESETS.smoke, n_envs: 0 });
    expect(settings.issues.length).toBeGreaterThan(0);
    goTo('http://localhost/');
    expect(new SettingsState().current.seed).toBe(7);
    expect(new SettingsState().current.n_envs).toBe(PRESETS.smoke.n_envs);
  });

  test('are chosen by a link or by hand, in this visit or an earlier one', () => {
    standInBrowser();
    const settings = new SettingsState();
    expect(settings.current).toBe(PRESETS.calm);
    expect(settings.isChosen).toBe(false);
    settings.choosePreset('smoke');
    expect(settings.isChosen).toBe(true);
    expect(new SettingsState().isChosen).toBe(true);
    standInBrowser('http://localhost/#preset=calm');
    expect(new SettingsState().isChosen).toBe(true);
  });

  test('of another preset are for the same run and its own records', () => {
    standInBrowser();
    const settings = new SettingsState();
    const use = { name: 'Kobe', digest: 'a'.repeat(64), pga_g: null };
    const [first, ...others] = PRESETS.smoke.records;
    const records = [{ ...first, training: [use] }, ...others] as unknown as typeof PRESETS.smoke.records;
    settings.change({ ...PRESETS.calm, run: 'mine', records, seed: 5 });
    settings.choosePreset('smoke');
    expect(settings.current).toEqual({ ...PRESETS.smoke, run: 'mine', records });
    expect(settings.preset).toBe(PRESETS.smoke);
  });

  test('of a run that the page leaves are remembered, by a change and by a link', () => {
    const { goTo } = standInBrowser('http://localhost/#preset=smoke&seed=1');
    const settings = new SettingsState();
    settings.change({ ...PRESETS.smoke, run: 'second', seed: 2 });
    goTo('http://localhost/#preset=smoke&run=third');
    settings.readLink();
    expect([...settings.links.keys()]).toEqual(['', 'second']);
    expect(settings.links.get('')).toContain('seed=1');
    expect(settings.links.get('second')).toContain('seed=2');
  });

  test('of the run that an earlier visit was at are remembered where a link leads to another', () => {
    const { goTo } = standInBrowser();
    new SettingsState().change({ ...PRESETS.smoke, run: 'mine', seed: 7 });
    goTo('http://localhost/#preset=calm');
    const settings = new SettingsState();
    expect(settings.current.run).toBe('');
    expect(settings.links.get('mine')).toContain('seed=7');
    goTo('http://localhost/#preset=calm&seed=3');
    expect(new SettingsState().links.get('mine')).toContain('seed=7');
    expect([...settings.links.keys()]).toEqual(['', 'mine']);
  });
});
