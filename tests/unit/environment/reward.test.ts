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
    const step = { scale: 7, roofDisplacement: d, roofVelocity: v, stroke: 40 };
    expectClose(reward(V9_REWARD, null, step), -7 * 0.35);
    const shape = { ...V9_REWARD, velocity_weight: 0.1, exponent: 3 };
    expectClose(reward(shape, null, step), -7 * 0.25 ** 3);
  }
});

test('a stroke beyond its limit costs its weight times the part by which it passes it', () => {
  const shape = { ...V9_REWARD, stroke_weight: 3 };
  const earned = (stroke: number, limit: number | null) =>
    reward(shape, limit, { scale: 7, roofDisplacement: 0.2, roofVelocity: 0.5, stroke });
  for (const stroke of [0, 1.99, -1.99, 2, -2]) expect(earned(stroke, 2)).toBe(earned(stroke, null));
  expectClose(earned(2.5, 2), earned(0, null) - 3 * 0.25);
  expectClose(earned(-4, 2), earned(0, null) - 3);
  expectClose(earned(0.6, 0.5), earned(0, null) - 3 * 0.2);
});
