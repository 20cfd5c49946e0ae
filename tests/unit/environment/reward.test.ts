import { expect, test } from 'vitest';
import { reward, pgaRewardScale, V9_REWARD } from '../../../src/environment/reward';
import { GRAVITY } from '../../../src/groundMotion/groundMotion';
import { expectClose } from '../../support/expectClose';

test.each([
  [0.05, 3],
  [0.2999, 3],
  [0.3001, 7],
  [0.5499, 7],
  [0.5501, 4],
  [0.8499, 4],
  [0.8501, 3],
  [1.5, 3],
])('a record of %f g has the reward scale %i', (pga, scale) => {
  const acceleration = Float64Array.of(0, pga * GRAVITY, (-pga * GRAVITY) / 2);
  expect(pgaRewardScale({ name: 'x', dt: 0.02, acceleration })).toBe(scale);
  expect(pgaRewardScale({ name: 'x', dt: 0.02, acceleration: acceleration.map((value) => -value) })).toBe(
    scale,
  );
});

test('the reward is -s (|d| + w |v|)^q, whatever the signs', () => {
  for (const [d, v] of [
    [0.2, 0.5],
    [-0.2, 0.5],
    [0.2, -0.5],
    [-0.2, -0.5],
  ]) {
    expectClose(reward(V9_REWARD, 7, d, v), -7 * 0.35);
    expectClose(reward({ velocity_weight: 0.1, exponent: 3, relative: false }, 7, d, v), -7 * 0.25 ** 3);
  }
});
