import { afterEach, describe, expect, test } from 'vitest';
import type { MatrixBuilding } from '../../../src/building/design';
import { knownBuildings } from '../../../src/building/knownBuildings';
import { V9_BUILDING } from '../../../src/building/v9Building';
import { formatBuilding, parseBuilding } from '../../../src/curriculum/buildingText';
import { PRESETS } from '../../../src/curriculum/presets';
import { withBuilding } from '../../../src/curriculum/runBuilding';
import { settingsDifference } from '../../../src/curriculum/settingsDifference';
import { formatSettingsLink, parseSettingsLink } from '../../../src/curriculum/settingsLink';
import { validateSettings } from '../../../src/curriculum/validateSettings';
import { COUPLED_MASSES, FIVE_STOREYS, FORTY_STOREYS, ONE_STOREY } from '../../support/buildings';

const SMOKE = PRESETS.smoke;

/** As many digits as 30 full matrices' rows have: too long for a link. */
function longBuilding(size = 30): MatrixBuilding {
  const entry = (row: number, column: number) => 1 / (1 + Math.abs(row - column)) ** 3;
  const matrix = (factor: number) =>
    Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_, column) => factor * entry(row, column)),
    );
  return {
    ...COUPLED_MASSES,
    name: 'Long',
    mass: matrix(1000 / 3),
    damping: matrix(70),
    stiffness: matrix(1e5 / 7),
    influence: Array<number>(size).fill(1),
  };
}

afterEach(() => {
  for (const name of knownBuildings.keys()) if (name.startsWith('sha256.')) knownBuildings.delete(name);
});

describe('settings of the v9 building', () => {
  test('do not name it, however it is given', () => {
    expect(withBuilding(SMOKE, V9_BUILDING)).toEqual(SMOKE);
    expect('building' in withBuilding(SMOKE, { ...V9_BUILDING, name: 'mine', source: 'copied' })).toBe(false);
    expect(formatSettingsLink(withBuilding(SMOKE, V9_BUILDING))).toBe('#preset=smoke');
  });

  test('are what a link means that names it, and one that names none', () => {
    const links = ['#preset=smoke', '#preset=smoke&building=v9'];
    links.forEach((link) => expect(parseSettingsLink(link)).toEqual({ settings: SMOKE, problems: [] }));
  });
});

describe('a building in a link', () => {
  test.each([ONE_STOREY, FIVE_STOREYS, FORTY_STOREYS, COUPLED_MASSES])('comes back: $name', (design) => {
    const link = formatSettingsLink(withBuilding(SMOKE, { ...design, name: 'Größe 3 – “x”' }));
    expect(link.length).toBeLessThan(8 * 1024);
    const { settings, problems } = parseSettingsLink(link);
    expect(problems).toEqual([]);
    expect(settings.building).toEqual({ ...design, name: 'Größe 3 – “x”' });
    expect(validateSettings(settings)).toEqual([]);
  });

  test('that is known goes by its name', () => {
    knownBuildings.set('five', FIVE_STOREYS);
    const copy = structuredClone(FIVE_STOREYS);
    expect(formatBuilding(copy)).toBe('five');
    expect(parseSettingsLink('#building=five').settings.building).toEqual(FIVE_STOREYS);
    knownBuildings.delete('five');
  });

  test('that is long goes by the digest of its file, and is found where that was opened', () => {
    const settings = withBuilding(SMOKE, longBuilding());
    const link = formatSettingsLink(settings);
    expect(link).toMatch(/^#preset=smoke&building=sha256\.[0-9a-f]{16}$/);
    expect(parseSettingsLink(link)).toEqual({ settings, problems: [] });
    knownBuildings.delete(link.split('building=')[1]);
    const elsewhere = parseSettingsLink(link);
    expect(elsewhere.settings).toEqual(SMOKE);
    expect(elsewhere.problems).toEqual([
      expect.stringMatching(
        /^The link's building sha256\.[0-9a-f]{16} was ignored: .*its file was not opened here\.$/,
      ),
    ]);
    // Whoever opens the file has it: its digest depends on its content alone.
    expect(formatBuilding(longBuilding())).toBe(link.split('building=')[1]);
    expect(formatBuilding(longBuilding(31))).not.toBe(link.split('building=')[1]);
  });

  test.each(['', 'tent', 'json.', 'json.%%%', 'json.e30', 'json.bm9uZQ', `json.${btoa('{"kind":"shear"}')}`])(
    'that cannot be used is told of and left out: "%s"',
    (text) => {
      expect(parseBuilding(text)).toBeUndefined();
      const { settings, problems } = parseSettingsLink(`#preset=smoke&building=${text}`);
      expect(settings).toEqual(SMOKE);
      expect(problems).toEqual([expect.stringContaining('it must be the name of a known building')]);
    },
  );
});

test('a design that cannot stand is an issue of the settings, with its place', () => {
  const { damper } = FIVE_STOREYS;
  const settings = { ...SMOKE, building: { ...FIVE_STOREYS, damper: { ...damper, mass: -1, floor: 6 } } };
  expect(validateSettings(settings)).toEqual([
    { path: 'building.damper.floor', message: "The building's damper.floor must be 5 at most." },
    { path: 'building.damper.mass', message: "The building's damper.mass must be above 0." },
  ]);
});

describe('a difference between runs', () => {
  test('tells buildings by their names', () => {
    expect(settingsDifference(SMOKE, withBuilding(SMOKE, FIVE_STOREYS))).toEqual([
      { path: 'building', from: 'v9', to: '5 storeys' },
    ]);
  });

  test('tells those apart that have one name', () => {
    const other = { ...FIVE_STOREYS, sensors: [1] };
    const difference = settingsDifference(withBuilding(SMOKE, FIVE_STOREYS), withBuilding(SMOKE, other));
    expect(difference).toEqual([{ path: 'building', from: '5 storeys (1)', to: '5 storeys (2)' }]);
  });
});
