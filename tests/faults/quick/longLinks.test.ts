import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { parseSettingsLink } from '../../../src/curriculum/settingsLink';

describe('a settings link that is far too long', () => {
  const unknown = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=1`).join('&');

  test('is real: a browser keeps it, and it names as many settings as it likes', () => {
    const url = new URL(`https://host.example/#${unknown(100_000)}`);
    expect(new URLSearchParams(url.hash.slice(1)).size).toBe(100_000);
    expect(url.hash.length).toBeGreaterThan(64 * 1024);
  });

  test.each([`preset=v9&seed=3&${unknown(100_000)}`, `seed=${'1'.repeat(500_000)}x`])(
    'is refused in one sentence, and nothing of it is taken over',
    (hash) => {
      const { settings, problems } = parseSettingsLink(hash);
      expect(problems).toEqual([
        expect.stringMatching(/^The link has \d+ characters, more than .*; it was ignored\.$/),
      ]);
      expect(settings.seed).toBe(PRESETS.smoke.seed);
      const [problem] = parseSettingsLink(hash, 'cannot be used').problems;
      expect(problem).toMatch(/it cannot be used\.$/);
    },
  );

  test('within the limit has one notice for all settings that are unknown, and one for each that is wrong', () => {
    const { settings, problems } = parseSettingsLink(`seed=7&n_envs=x&${unknown(5000)}`);
    expect(settings.seed).toBe(7);
    expect(problems).toHaveLength(2);
    expect(problems[1]).toBe(
      'The link sets 5000 things that are not settings and were ignored, among them "k0", "k1", "k2".',
    );
  });
});
