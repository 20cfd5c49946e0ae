import { expect, test } from 'vitest';
import { OBSERVATION_BOUNDS, OBSERVATION_SIZE, OBSERVED_STATE } from '../../support/v9Building';

test('the policy sees displacement and velocity of the roof, floor 8, floor 6 and the damper', () => {
  // The state is 13 displacements, 13 velocities, 13 accelerations; floor n has index n - 1 and the damper 12.
  expect(OBSERVED_STATE).toEqual([11, 13 + 11, 7, 13 + 7, 5, 13 + 5, 12, 13 + 12]);
  expect(OBSERVATION_BOUNDS).toHaveLength(OBSERVATION_SIZE);
});
