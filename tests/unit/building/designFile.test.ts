import { describe, expect, test } from 'vitest';
import type { MatrixBuilding, ShearFrame } from '../../../src/building/design';
import { BuildingDesignError, parseBuildingDesign } from '../../../src/building/designFile';
import { FIVE_STOREYS } from '../../support/buildings';

const FRAME: ShearFrame = {
  kind: 'shear',
  name: 'Two storeys',
  source: '',
  storeys: [
    { height: 3, mass: 20_000, stiffness: 4e6 },
    { height: 3.5, mass: 15_000, stiffness: 3e6 },
  ],
  damping: { kind: 'rayleigh', ratios: [0.02, 0.02], modesOf: 'frame' },
  damper: { floor: 2, mass: 500, stiffness: 20_000, damping: 300 },
  sensors: [2],
};

const MATRICES: MatrixBuilding = {
  kind: 'matrices',
  name: 'One storey',
  source: '',
  mass: [
    [1000, 0],
    [0, 20],
  ],
  damping: [
    [100, -10],
    [-10, 10],
  ],
  stiffness: [
    [41_000, -1000],
    [-1000, 1000],
  ],
  influence: [1, 1],
  damper: 2,
  damperStandsOn: 1,
  roof: 1,
  floors: [{ degreeOfFreedom: 1, height: 3 }],
  sensors: [1],
};

function problemsOf(json: unknown): string[] {
  try {
    parseBuildingDesign(json);
    return [];
  } catch (error) {
    if (!(error instanceof BuildingDesignError)) throw error;
    return error.problems.map(({ path, message }) => `${path} ${message}`);
  }
}

describe('a design', () => {
  test.each([FRAME, MATRICES, { ...FRAME, sensors: [] }])('is read as it was written', (design) => {
    expect(parseBuildingDesign(JSON.parse(JSON.stringify(design)))).toEqual(design);
  });

  test.each([
    [null, ' must be an object, not null'],
    [[FRAME], ' must be an object, not a list'],
    [{ ...FRAME, sensors: 1 }, 'sensors must be a list, not 1'],
    [
      { ...MATRICES, influence: [0, 0] },
      'influence must have an entry other than 0: no earthquake would move the building',
    ],
    [
      { ...FRAME, storeys: [FRAME.storeys[0], { ...FRAME.storeys[1], stiffness: 1e18 }] },
      'storeys.1.stiffness must be less: the highest mode has 1720000 Hz, and 10000 Hz is the most',
    ],
    [
      {
        ...MATRICES,
        stiffness: [
          [1e15, -1000],
          [-1000, 1000],
        ],
      },
      'stiffness must be less: the highest mode has 159000 Hz, and 10000 Hz is the most',
    ],
    [{ ...FRAME, kind: 'tent' }, 'kind must be ("shear" | "matrices"), not "tent"'],
    [{ ...FRAME, colour: 'red' }, 'colour is not a part of a building'],
    [{ ...FRAME, name: 'two\nlines' }, 'name must be words in one line'],
    [{ ...FRAME, name: ' ' }, 'name must be words in one line'],
    [{ ...FRAME, storeys: [] }, 'storeys must have a storey at least'],
    [{ ...FRAME, storeys: Array(41).fill(FRAME.storeys[0]) }, 'storeys must have 40 storeys at most'],
    [{ ...FRAME, storeys: [{ ...FRAME.storeys[0], mass: -1 }] }, 'storeys.0.mass must be above 0'],
    [
      { ...FRAME, storeys: [{ ...FRAME.storeys[0], mass: Infinity }] },
      'storeys.0.mass must be a finite number',
    ],
    [{ ...FRAME, storeys: [{ height: 3, mass: 1 }] }, 'storeys.0.stiffness is missing'],
    [{ ...FRAME, damper: { ...FRAME.damper, floor: 3 } }, 'damper.floor must be 2 at most'],
    [{ ...FRAME, damper: { ...FRAME.damper, floor: 1.5 } }, 'damper.floor must be a whole number'],
    [{ ...FRAME, sensors: [1, 1] }, 'sensors.1 is named twice'],
    [{ ...FRAME, sensors: [0] }, 'sensors.0 must be 1 or more'],
    [
      { ...FRAME, damping: { kind: 'modal', ratios: [0.01, 1] } },
      'damping.ratios.1 must be from 0 to below 1',
    ],
    [
      {
        ...MATRICES,
        stiffness: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
      'stiffness must have 2 rows, as the mass matrix has',
    ],
    [
      { ...MATRICES, stiffness: [[1], [0, 1]] },
      'stiffness.0 must have 2 entries at least: a floor and the damper',
    ],
    [
      {
        ...MATRICES,
        stiffness: [
          [1, 2],
          [3, 9],
        ],
      },
      'stiffness.0.1 must be the same as row 2, column 1: the matrix is symmetric',
    ],
    [
      {
        ...MATRICES,
        stiffness: [
          [1, 2],
          [2, 1],
        ],
      },
      'stiffness must be positive definite',
    ],
    [
      {
        ...MATRICES,
        mass: [
          [1, 0],
          [0, 0],
        ],
      },
      'mass must be positive definite',
    ],
    [
      {
        ...MATRICES,
        damping: [
          [-1, 0],
          [0, -1],
        ],
      },
      'damping must be positive semidefinite: it would drive the building',
    ],
    [
      {
        ...MATRICES,
        damping: [
          [0, 0],
          [0, 0],
        ],
      },
      undefined,
    ],
    [
      {
        ...MATRICES,
        damping: [
          [1, -1],
          [-1, 1],
        ],
      },
      undefined,
    ],
    [{ ...MATRICES, influence: [1] }, 'influence must have 2 entries at least: a floor and the damper'],
    [{ ...MATRICES, influence: [1, 1, 1] }, 'influence must have 2 entries, as the mass matrix has'],
    [
      { ...FIVE_STOREYS, damping: { kind: 'rayleigh', ratios: [0.2, 0.01], modesOf: 'frame' } },
      'damping.ratios must be nearer to each other: of the first two modes they are such that they would drive another',
    ],
    [{ ...FRAME, damping: { kind: 'rayleigh', ratios: [0.02, 0.03], modesOf: 'whole' } }, undefined],
    [{ ...MATRICES, roof: 2 }, 'roof must not be the damper’s degree of freedom'],
    [
      { ...MATRICES, sensors: [2] },
      'sensors.0 must not be the damper, which is observed after all others anyway',
    ],
    [
      { ...MATRICES, floors: [{ degreeOfFreedom: 3, height: 3 }] },
      'floors.0.degreeOfFreedom must be 2 at most',
    ],
  ])('case %#: says what is wrong with it, and where', (json, problem) => {
    const problems = problemsOf(json);
    expect(problems[0]).toBe(problem);
  });

  test('tells of all its faults at once, the first in its words', () => {
    const faults = { ...FRAME, sensors: [3], damper: { ...FRAME.damper, mass: 0 } };
    expect(problemsOf(faults)).toEqual(['damper.mass must be above 0', 'sensors.0 must be 2 at most']);
    expect(() => parseBuildingDesign(faults)).toThrow(
      'The building cannot be used: damper.mass must be above 0 (and 1 more).',
    );
  });
});
