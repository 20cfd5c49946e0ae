import { expect, test } from 'vitest';
import { LARGEST_BUILT_STROKE, realismOf } from '../../../src/building/linearLimits';

test('a response is real up to the limits, and told beyond them', () => {
  const ratio = (part: number) => realismOf({ peakDriftRatio: part, peakStroke: 0.2 });
  expect(ratio(0.0099)).toMatchObject({ drift: 'elastic', isStrokeBuilt: true });
  expect(ratio(0.0101).drift).toBe('damaging');
  expect(ratio(0.0399).drift).toBe('damaging');
  expect(ratio(0.0401).drift).toBe('collapsing');
  expect(ratio(0.2).driftRatio).toBeCloseTo(0.2, 12);
  const stroke = (peakStroke: number) => realismOf({ peakDriftRatio: 0, peakStroke }).isStrokeBuilt;
  expect([stroke(LARGEST_BUILT_STROKE), stroke(LARGEST_BUILT_STROKE + 0.01)]).toEqual([true, false]);
});
