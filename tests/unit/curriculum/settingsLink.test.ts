import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldKind, FieldValue } from '../../../src/curriculum/fieldKind';
import { isValid } from '../../../src/curriculum/fieldKind';
import { FIELDS } from '../../../src/curriculum/fields';
import { DEFAULT_PRESET, PRESETS } from '../../../src/curriculum/presets';
import type { RecordUse, StageRecords } from '../../../src/curriculum/recordUse';
import { formatRecordUses, isRecordName, isScale, MAX_USES } from '../../../src/curriculum/recordUse';
import { recordUsesOf } from '../../../src/curriculum/runRecords';
import type { RunSettings } from '../../../src/curriculum/settings';
import { formatSettingsLink, MAX_LINK_LENGTH, parseSettingsLink } from '../../../src/curriculum/settingsLink';
import { formatBuilding } from '../../../src/curriculum/buildingText';
import { COUPLED_MASSES, FIVE_STOREYS, ONE_STOREY } from '../../support/buildings';

const { v9, smoke } = PRESETS;

const recordUse = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(isRecordName),
  digest: fc.stringMatching(/^[0-9a-f]{16}$/),
  pga_g: fc.option(fc.double({ min: 1e-9, max: 8, noNaN: true }).filter(isScale)),
});

/** Any value of a kind. */
function values(kind: FieldKind): fc.Arbitrary<FieldValue> {
  switch (kind.type) {
    case 'integer':
      return fc.integer(kind);
    case 'number':
    case 'optional': {
      const number = fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value));
      return fc
        .oneof(number, fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null))
        .filter((value) => isValid(kind, value));
    }
    case 'optionalInteger':
      return fc.option(fc.integer(kind));
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...kind.options);
    case 'runName':
      return fc.stringMatching(/^[A-Za-z0-9._-]{0,64}$/).filter((name) => isValid(kind, name));
    case 'records':
      return fc.array(recordUse, { maxLength: 4 }).map(formatRecordUses);
    case 'building':
      return fc.constantFrom(...[undefined, ONE_STOREY, FIVE_STOREYS, COUPLED_MASSES].map(formatBuilding));
    case 'layers':
      return fc.array(fc.integer(kind), { minLength: 1, maxLength: kind.maxCount });
    case 'frequencies':
      return fc.array(fc.double({ min: 1e-9, max: kind.max, noNaN: true }), { maxLength: kind.maxCount });
  }
}

/** A preset with some of its fields changed. */
const anySettings: fc.Arbitrary<RunSettings> = fc
  .tuple(
    fc.constantFrom(...Object.values(PRESETS)),
    fc.tuple(...FIELDS.map(({ kind }) => fc.option(values(kind), { nil: undefined }))),
  )
  .map(([preset, chosen]) =>
    FIELDS.reduce<RunSettings>((settings, field, index) => {
      const value = chosen[index];
      return value === undefined ? settings : field.set(settings, value);
    }, preset),
  );

describe('a link', () => {
  test('gives back the settings that it was made of', () => {
    const isReadBack = fc.property(anySettings, (settings) => {
      expect(parseSettingsLink(formatSettingsLink(settings))).toEqual({ settings, problems: [] });
    });
    fc.assert(isReadBack);
  });

  test('survives the address bar', () => {
    const isReadBack = fc.property(anySettings, (settings) => {
      const { hash } = new URL(formatSettingsLink(settings), 'http://localhost/');
      expect(hash).toBe(formatSettingsLink(settings));
    });
    fc.assert(isReadBack);
  });

  test('holds only what differs from the preset, in the order of the fields', () => {
    expect(formatSettingsLink(v9)).toBe('#preset=v9');
    expect(formatSettingsLink(smoke)).toBe('#preset=smoke');
    expect(formatSettingsLink({ ...smoke, seismometers: [0.1, 3] })).toBe('#preset=smoke&seismometers=0.1,3');
    expect(formatSettingsLink({ ...PRESETS.seismometers, seismometers: [] })).toBe(
      '#preset=seismometers&seismometers=none',
    );
    const { settings } = parseSettingsLink(
      '#stage3.n_steps=4096&stage1.learning_rate.initial=1e+38&preset=v9&policy.net_arch=64,64&seed=3&n_envs=4',
    );
    expect(formatSettingsLink(settings)).toBe(
      '#preset=v9&seed=3&policy.net_arch=64,64&stage1.learning_rate.initial=1e38&stage3.n_steps=4096',
    );
  });

  test('without a preset starts from the default', () => {
    const usual = PRESETS[DEFAULT_PRESET];
    expect(parseSettingsLink('')).toEqual({ settings: usual, problems: [] });
    expect(parseSettingsLink('#')).toEqual({ settings: usual, problems: [] });
    expect(parseSettingsLink('#seed=3')).toEqual({ settings: { ...usual, seed: 3 }, problems: [] });
  });

  test('of settings whose preset is unknown starts from the default', () => {
    const usual = PRESETS[DEFAULT_PRESET];
    expect(formatSettingsLink({ ...usual, preset: 'gone', seed: 3 })).toBe(
      `#preset=${DEFAULT_PRESET}&seed=3`,
    );
  });

  test('sets what only a sloping learning rate has, wherever the shape stands', () => {
    const hash = '#preset=v9&stage1.learning_rate.final=0&stage1.learning_rate.shape=linear';
    const { settings, problems } = parseSettingsLink(hash);
    expect(problems).toEqual([]);
    expect(settings.stages[0].hyperparameters.learning_rate).toEqual({
      shape: 'linear',
      initial: 3e-4,
      final: 0,
    });
  });

  test('names the records of the user compactly', () => {
    const link =
      '#preset=v9&stage2.own_training=El%20Centro:3fa9c2d18b7e0c11@0.35,Kobe:00112233445566ff' +
      '&stage2.own_held_out=D%C3%BCzce:abcdefabcdefabcd';
    const { settings, problems } = parseSettingsLink(link);
    expect(problems).toEqual([]);
    expect(settings.records[1]).toEqual({
      training: [
        { name: 'El Centro', digest: '3fa9c2d18b7e0c11', pga_g: 0.35 },
        { name: 'Kobe', digest: '00112233445566ff', pga_g: null },
      ],
      held_out: [{ name: 'Düzce', digest: 'abcdefabcdefabcd', pga_g: null }],
    });
    expect(formatSettingsLink(settings)).toBe(link);
  });

  test.each([
    ['seed=-1', 'The link\'s seed="-1" was ignored: it must be a whole number from 0 to 4294967295.'],
    ['seed=', 'The link\'s seed="" was ignored: it must be a whole number from 0 to 4294967295.'],
    ['seed=0x10', 'The link\'s seed="0x10" was ignored: it must be a whole number from 0 to 4294967295.'],
    [
      'run=a%2Fb',
      'The link\'s run="a/b" was ignored: it must be at most 64 letters, digits, "-", "_" and ".", and not "." or "..".',
    ],
    ['stage1.gamma=NaN', 'The link\'s stage1.gamma="NaN" was ignored: it must be a number above 0 up to 1.'],
    ['stage1.vf_coef=1e999', 'The link\'s stage1.vf_coef="1e999" was ignored: it must be a number from 0.'],
    ['integrator=euler', 'The link\'s integrator="euler" was ignored: it must be one of newmark, v9.'],
    [
      'stage1.normalize_advantage=1',
      'The link\'s stage1.normalize_advantage="1" was ignored: it must be true or false.',
    ],
    [
      'seismometers=0.1,99',
      'The link\'s seismometers="0.1,99" was ignored: it must be none, or numbers above 0 up to 12.5, 8 at most, with commas between them.',
    ],
    [
      'policy.net_arch=64,,64',
      'The link\'s policy.net_arch="64,,64" was ignored: it must be 1 to 4 whole numbers from 8 to 512, with commas between them, for instance 64,64.',
    ],
    [
      'stage1.target_kl=null',
      'The link\'s stage1.target_kl="null" was ignored: it must be a number above 0, or none.',
    ],
    [
      'stage1.learning_rate.final=0',
      "The link's stage1.learning_rate.final was ignored: with the other settings it has no effect.",
    ],
    ...['Kobe', 'Kobe:12', 'a/b:00112233445566ff', 'Kobe:00112233445566ff@0', 'Kobe:00112233445566ff@9'].map(
      (uses) => [
        `stage1.own_training=${uses}`,
        `The link's stage1.own_training="${uses}" was ignored: it must be records as name:digest or name:digest@PGA, with commas between them.`,
      ],
    ),
    ['stage5.n_steps=1', 'The link sets "stage5.n_steps", which is not a setting; it was ignored.'],
    ['__proto__=1', 'The link sets "__proto__", which is not a setting; it was ignored.'],
    [
      'constructor.prototype.seed=1',
      'The link sets "constructor.prototype.seed", which is not a setting; it was ignored.',
    ],
    ['section', 'The link sets "section", which is not a setting; it was ignored.'],
    [
      'preset=__proto__',
      'The link\'s preset "__proto__" is unknown and was ignored; there are calm, calm-gpu, robust, seismometers, seismometers-gpu, all-round, all-round-seismometers, buildable, v9, smoke.',
    ],
    [
      'preset=toString',
      'The link\'s preset "toString" is unknown and was ignored; there are calm, calm-gpu, robust, seismometers, seismometers-gpu, all-round, all-round-seismometers, buildable, v9, smoke.',
    ],
    [`${'x'.repeat(100)}=1`, `The link sets "${'x'.repeat(40)}...", which is not a setting; it was ignored.`],
  ])('with %s says so and changes nothing', (parameter, problem) => {
    // The calm preset's learning rates have final values.
    const preset = parameter.startsWith('preset=') ? '' : 'preset=v9&';
    const settings = preset === '' ? PRESETS[DEFAULT_PRESET] : v9;
    expect(parseSettingsLink(`#${preset}${parameter}`)).toEqual({ settings, problems: [problem] });
  });

  test('with one bad field keeps the good ones', () => {
    const { settings, problems } = parseSettingsLink('#preset=v9&seed=3&n_envs=many&run=wide');
    expect(settings).toEqual({ ...v9, seed: 3, run: 'wide' });
    expect(problems).toHaveLength(1);
  });

  test('of any text gives settings in their ranges, and never throws', () => {
    const parameter = fc.tuple(
      fc.oneof(fc.constantFrom('preset', ...FIELDS.map(({ path }) => path)), fc.string()),
      fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('%', '%E0%A4%A', '__proto__', '1,2')),
    );
    const anyHash = fc.oneof(
      fc.string(),
      fc.array(parameter).map((pairs) => `#${pairs.map((pair) => pair.join('=')).join('&')}`),
    );
    const isInRange = fc.property(anyHash, (hash) => {
      const { settings } = parseSettingsLink(hash);
      for (const { kind, get } of FIELDS) {
        const value = get(settings);
        if (value !== undefined) expect(isValid(kind, value)).toBe(true);
      }
    });
    fc.assert(isInRange);
  });
});

describe('a link of as many records as a run may have', () => {
  const withRecords = (name: (i: number) => string): RunSettings => {
    const uses = (stage: number): RecordUse[] =>
      Array.from({ length: MAX_USES }, (_, i) => ({
        name: name(i),
        digest: (MAX_USES * stage + i).toString(16).padStart(16, '0'),
        pga_g: 0.123456789012345,
      }));
    const stage = (i: number): StageRecords => ({ training: uses(2 * i), held_out: uses(2 * i + 1) });
    return { ...v9, records: [stage(0), stage(1), stage(2), stage(3)] };
  };

  test.each([
    ['letters of ASCII', (i: number) => `${i}`.padStart(64, 'x')],
    ['Chinese characters', (i: number) => `${i} ${'汶川地震'.repeat(15)}`],
    ['letters beyond the basic plane', () => '\u{1D504}'.repeat(64)],
    ['letters with marks', (i: number) => `${i}${'é'.normalize('NFD').repeat(20)}`],
    ['names that are cut at a space', () => `abc ${'汶'.repeat(40)}`],
  ])('with names of %s is one that is read back', (_, name) => {
    const settings = withRecords(name);
    const link = formatSettingsLink(settings);
    expect(link.length).toBeLessThan(MAX_LINK_LENGTH);
    const { settings: read, problems } = parseSettingsLink(link);
    expect(problems).toEqual([]);
    const [back, written] = [recordUsesOf(read), recordUsesOf(settings)];
    expect(back).toHaveLength(8 * MAX_USES);
    expect(back.map(({ digest, pga_g }) => [digest, pga_g])).toEqual(
      written.map(({ digest, pga_g }) => [digest, pga_g]),
    );
    back.forEach((use, i) => expect(written[i].name.startsWith(use.name)).toBe(true));
    // The same link again: what is read is not written longer.
    expect(formatSettingsLink(read)).toBe(link);
  });

  test('keeps the whole names where there is room, and room for all other settings where there is not', () => {
    const settings = withRecords((i) => `record ${i}`);
    expect(parseSettingsLink(formatSettingsLink(settings)).settings).toEqual(settings);
    const longest = formatSettingsLink(withRecords(() => '\u{1D504}'.repeat(64)));
    const others = FIELDS.reduce((sum, { path }) => sum + path.length + 30, 0);
    expect(longest.length + others).toBeLessThan(MAX_LINK_LENGTH);
  });
});
