import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { describeDifference, settingsDifference } from '../../../src/curriculum/settingsDifference';
import { parseSettingsLink } from '../../../src/curriculum/settingsLink';

const changed = (link: string) => {
  const { settings, problems } = parseSettingsLink(`#preset=v9&${link}`);
  expect(problems).toEqual([]);
  return settings;
};
const label = (link: string, limit?: number) =>
  describeDifference(settingsDifference(PRESETS.v9, changed(link)), limit);

describe('what changed', () => {
  test('is nothing between a run and its copy', () => {
    expect(settingsDifference(PRESETS.v9, { ...PRESETS.v9, run: 'copy' })).toEqual([]);
    expect(label('')).toBe('');
  });

  test('is told in the words of a link', () => {
    expect(label('seed=3&stage2.n_steps=1024')).toBe('seed 0 → 3, stage2.n_steps 4096 → 1024');
    expect(label('stage1.target_kl=0.01')).toBe('stage1.target_kl none → 0.01');
  });

  test('of all four stages alike is told once', () => {
    const link = [1, 2, 3, 4].map((stage) => `stage${stage}.gamma=0.95`).join('&');
    expect(label(link)).toBe('gamma 0.99 → 0.95');
    expect(label(link.replace('&stage4.gamma=0.95', ''))).toBe(
      [1, 2, 3].map((stage) => `stage${stage}.gamma 0.99 → 0.95`).join(', '),
    );
  });

  test('a setting that applies to one of the two only has no value in the other', () => {
    const differences = settingsDifference(PRESETS.v9, changed('stage2.learning_rate.shape=constant'));
    expect(differences).toEqual([
      { path: 'stage2.learning_rate.shape', from: 'cosine', to: 'constant' },
      { path: 'stage2.learning_rate.final', from: '0.0002', to: null },
    ]);
  });

  test('is cut where it grows long', () => {
    expect(label('seed=3&n_envs=8&stage2.n_steps=1024&stage3.n_steps=1024', 2)).toBe(
      'seed 0 → 3, n_envs 4 → 8 (+2)',
    );
  });
});
