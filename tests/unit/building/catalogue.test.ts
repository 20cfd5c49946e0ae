import { describe, expect, test } from 'vitest';
import { bareSystemOf, linearSystemOf } from '../../../src/building/bareBuilding';
import { compile } from '../../../src/building/building';
import type { CataloguedBuilding } from '../../../src/building/catalogue/catalogue';
import { CATALOGUE } from '../../../src/building/catalogue/catalogue';
import { EIGHT_STOREY } from '../../../src/building/catalogue/eightStorey';
import { FIVE_STOREY } from '../../../src/building/catalogue/fiveStorey';
import { parseBuildingDesign } from '../../../src/building/designFile';
import { naturalModes } from '../../../src/building/modalAnalysis';
import { optimalTuning, oscillationOf } from '../../../src/building/passiveTuning';
import { smoothestStiffnesses } from '../../../tools/figures/inverseShearModel';
import { expectClose } from '../../support/expectClose';

const frameOf = ({ design }: CataloguedBuilding) => bareSystemOf(compile(design));
const modesOf = (building: CataloguedBuilding) => naturalModes(frameOf(building));

describe.each(CATALOGUE.map((building) => [building.id, building] as const))('%s', (_, building) => {
  const { design, publishedFrequencies, publishedOf } = building;

  test('is a building that can be computed and has a source', () => {
    expect(parseBuildingDesign(JSON.parse(JSON.stringify(design)))).toEqual(design);
    expect(design.source).toMatch(/^\p{Lu}.{20,}/u);
  });

  test('has the published frequencies to their printed digits', () => {
    const modes = publishedOf === 'frame' ? modesOf(building) : naturalModes(linearSystemOf(compile(design)));
    publishedFrequencies.forEach((published, i) => {
      const decimals = String(published).split('.')[1].length;
      // Some sources cut off what others round.
      const near = [modes[i].frequency, modes[i].frequency - 0.5 * 10 ** -decimals];
      expect(near.map((frequency) => Number(frequency.toFixed(decimals)))).toContain(published);
    });
  });
});

describe.each(CATALOGUE.filter(({ id }) => id !== 'v9').map((building) => [building.id, building] as const))(
  'the damper of %s',
  (_, building) => {
    const { damper, storeys } = building.design;

    test('has 1 % of the first modal mass, on the roof, and Warburton’s tuning', () => {
      const [{ shape, frequency }] = modesOf(building);
      const massRatio = damper.mass * shape[damper.floor - 1] ** 2;
      const tuned = optimalTuning('warburton', massRatio);
      const oscillation = oscillationOf(damper.mass, damper);
      expect(damper.floor).toBe(storeys.length);
      expectClose(massRatio, 0.01, 1e-3);
      expectClose(oscillation.frequency / frequency, tuned.frequencyRatio, 1e-3);
      expectClose(oscillation.dampingRatio, tuned.dampingRatio, 1e-3);
    });
  },
);

test.each(
  CATALOGUE.filter(({ id }) => id.startsWith('sac')).map((building) => [building.id, building] as const),
)('the stiffnesses of %s are the inverse solution, to four digits', (_, { design, publishedFrequencies }) => {
  const masses = design.storeys.map(({ mass }) => mass);
  const solved = smoothestStiffnesses({ masses, frequencies: publishedFrequencies });
  expect(design.storeys.map(({ stiffness }) => stiffness)).toEqual(
    solved.map((value) => Number(value.toPrecision(4))),
  );
});

describe('the smoothest stiffnesses', () => {
  test('of a uniform frame’s own frequencies are equal', () => {
    const masses = [2, 2, 2, 2, 2];
    // 2 sqrt(k / m) sin((2 n - 1) pi / (4 N + 2)) with k = 8.
    const frequencies = [1, 2, 3].map((n) => (4 * Math.sin(((2 * n - 1) * Math.PI) / 22)) / (2 * Math.PI));
    for (const stiffness of smoothestStiffnesses({ masses, frequencies })) expectClose(stiffness, 8, 1e-9);
  });

  test('have the frequencies, and others with these vary more', () => {
    const masses = [3, 2, 2, 1];
    const uniform = smoothestStiffnesses({ masses, frequencies: [0.2] });
    const frequencies = [0.2, 0.61];
    const solved = smoothestStiffnesses({ masses, frequencies });
    const modes = modesOf(shearOf(masses, solved));
    frequencies.forEach((frequency, i) => expectClose(modes[i].frequency, frequency, 1e-10));
    const roughness = (values: number[]) =>
      values.slice(1).reduce((sum, value, i) => sum + Math.log(value / values[i]) ** 2, 0);
    expectClose(roughness(uniform), 0, 1e-12, 1);
    // Neighbours in the family of frames with these two frequencies: fixing a third one moves along it.
    const third = modes[2].frequency;
    for (const part of [0.99, 1.01]) {
      const other = smoothestStiffnesses({ masses, frequencies: [...frequencies, part * third] });
      expect(roughness(other)).toBeGreaterThan(roughness(solved));
    }
  });

  test('are refused where no frame has the frequencies', () => {
    expect(() => smoothestStiffnesses({ masses: [1, 1], frequencies: [1, 1.2] })).toThrow(RangeError);
  });
});

function shearOf(masses: readonly number[], stiffnesses: readonly number[]): CataloguedBuilding {
  const storeys = masses.map((mass, i) => ({ height: 3, mass, stiffness: stiffnesses[i] }));
  return {
    ...FIVE_STOREY,
    design: { ...FIVE_STOREY.design, storeys, damper: { ...FIVE_STOREY.design.damper, floor: 1 } },
  };
}

test('the eight storeys are damped by equal dashpots of 2.937 MN s/m', () => {
  const { damping, stiffness } = frameOf(EIGHT_STOREY);
  stiffness.forEach((value, i) => expectClose(damping[i], (2.937 / 344.4) * value, 1e-3, 5.9e6));
});

// det(K - w^2 M) by the recurrence of a tridiagonal matrix: it shares nothing with the eigenvalue solver.
test('the five storeys’ modes are where the determinant changes its sign', () => {
  const { storeys } = FIVE_STOREY.design;
  const determinant = (frequency: number) => {
    const square = (2 * Math.PI * frequency) ** 2;
    return storeys.reduce(
      ([before, last], { mass, stiffness }, i) => {
        const above = storeys[i + 1]?.stiffness ?? 0;
        const diagonal = (stiffness + above - square * mass) / 1e6;
        const coupling = i > 0 ? (stiffness / 1e6) ** 2 : 0;
        return [last, diagonal * last - coupling * before] as const;
      },
      [0, 1] as readonly [number, number],
    )[1];
  };
  const modes = modesOf(FIVE_STOREY);
  expect(modes).toHaveLength(5);
  for (const { frequency } of modes) {
    expect(determinant(frequency * (1 - 1e-9)) * determinant(frequency * (1 + 1e-9))).toBeLessThan(0);
  }
});
