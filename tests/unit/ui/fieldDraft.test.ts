import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { SettingsState } from '../../../src/state/settings.svelte';
import { FieldDraft } from '../../../src/ui/settings/fieldDraft.svelte';
import { standInBrowser } from '../../support/statePage';

beforeEach(() => void standInBrowser('http://localhost/#preset=smoke'));
afterEach(() => vi.unstubAllGlobals());

/** A field of the seed in which somebody has typed what is no number. */
function typedIn() {
  const settings = new SettingsState();
  const draft = new FieldDraft(settings, () => String(settings.current.seed));
  draft.keep('seven');
  expect(draft.text).toBe('seven');
  return { settings, draft };
}

test('what is typed stays while other settings change', () => {
  const { settings, draft } = typedIn();
  settings.change({ ...settings.current, n_envs: 3 });
  expect(draft.text).toBe('seven');
  draft.keep(null);
  expect(draft.text).toBeNull();
});

test('it is gone once the value changes', () => {
  const { settings, draft } = typedIn();
  settings.change({ ...settings.current, seed: 7 });
  expect(draft.text).toBeNull();
});

test.each([
  ['a preset of the same value', (settings: SettingsState) => settings.choosePreset('calm')],
  ['a reset', (settings: SettingsState) => settings.choosePreset('smoke')],
  ['another run', (settings: SettingsState) => settings.change({ ...PRESETS.smoke, run: 'other' })],
  ['a link', (settings: SettingsState) => settings.readLink()],
])('it does not outlive %s', (_, change) => {
  const { settings, draft } = typedIn();
  change(settings);
  expect([settings.current.seed, draft.text]).toEqual([0, null]);
});
