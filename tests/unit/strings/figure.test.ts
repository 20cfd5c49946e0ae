import { expect, test } from 'vitest';
import { V9_BUILDING } from '../../../src/building/v9Building';
import { figureText } from '../../../src/strings/figure';
import { damperTonnes } from '../../../src/ui/common/elevation';
import { COUPLED_MASSES, ONE_STOREY } from '../../support/buildings';

test.each([
  [
    { storeys: 12, sensors: [6, 8, 12], seismometers: 0, damperFloor: 12 },
    'Drawing of the 12-storey building, swaying. Sensors on floor 6, floor 8 and the roof tell the network how the building moves; the network pushes the mass on the roof. Below, the ground shakes.',
  ],
  [
    { storeys: 5, sensors: [2], seismometers: 3, damperFloor: 3 },
    'Drawing of the 5-storey building, swaying. A sensor on floor 2 tells the network how the building moves, and 3 seismometers on the ground how that has moved; the network pushes the mass on floor 3. Below, the ground shakes.',
  ],
  [
    { storeys: 1, sensors: [], seismometers: 1, damperFloor: 1 },
    'Drawing of the 1-storey building, swaying. The mass alone tells the network how the building moves, and a seismometer on the ground how that has moved; the network pushes the mass on the roof. Below, the ground shakes.',
  ],
] as const)('the drawing of %j is described', (drawn, description) => {
  expect(figureText.description(drawn)).toBe(description);
});

test('a damper is named by its mass', () => {
  const ofMass = (mass: number) => damperTonnes({ ...ONE_STOREY, damper: { ...ONE_STOREY.damper, mass } });
  expect([V9_BUILDING, COUPLED_MASSES].map(damperTonnes)).toEqual(['4', '2']);
  expect([980, 12_345.6].map(ofMass)).toEqual(['0.98', '12.3']);
});
