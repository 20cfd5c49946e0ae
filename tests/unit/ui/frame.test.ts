import { describe, expect, test } from 'vitest';
import { playRecord } from '../../../src/evaluation/playback';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { fittingExaggeration, strokeFactor } from '../../../src/ui/building/exaggeration';
import {
  driftsOf,
  frameAt,
  groundAt,
  historyOf,
  peakDriftsAt,
  reachOf,
} from '../../../src/ui/building/frame';
import { DEGREES_OF_FREEDOM, ROOF, STOREYS } from '../../support/v9Building';

const record = heldOutRecord('M4.5', 'clough-penzien');
const { dt } = record;
const playback = playRecord(record, { integrator: 'newmark' }, 50, { controller: () => 0.5 });
const { uncontrolled } = playback;
const steps = record.acceleration.length;

describe('a frame', () => {
  test('at the start is at rest, at the end of step k is sample k, at the end is the last', () => {
    expect(frameAt(uncontrolled, 0, dt).displacement.every((value) => value === 0)).toBe(true);
    for (const k of [0, 7, steps - 1]) {
      const { displacement } = frameAt(uncontrolled, (k + 1) * dt, dt);
      displacement.forEach((value, i) =>
        expect(value).toBeCloseTo(uncontrolled.displacement[k * DEGREES_OF_FREEDOM + i], 10),
      );
    }
    expect(frameAt(uncontrolled, 1e9, dt)).toEqual(frameAt(uncontrolled, steps * dt, dt));
  });

  test('between two samples is between them', () => {
    const roof = historyOf(uncontrolled, ROOF);
    const { displacement } = frameAt(uncontrolled, 100.5 * dt, dt);
    expect(displacement[ROOF]).toBeCloseTo((roof[99] + roof[100]) / 2, 12);
  });

  test('has the force that acts in the step', () => {
    const { controlled } = playback;
    if (!controlled) throw new Error('nothing was controlled');
    expect(frameAt(controlled, 3.4 * dt, dt).force).toBe(25_000);
    expect(frameAt(uncontrolled, 3.4 * dt, dt).force).toBe(0);
  });

  test('has the drift of each storey', () => {
    const frame = frameAt(uncontrolled, 500 * dt, dt);
    const drifts = driftsOf(frame, playback.building);
    expect(drifts).toHaveLength(STOREYS);
    expect(drifts.reduce((sum, drift) => sum + drift, 0)).toBeCloseTo(frame.displacement[ROOF], 12);
  });
});

test('the ground at the end of step k is the record at k', () => {
  expect(groundAt(playback, 0)).toEqual({ displacement: 0, acceleration: 0 });
  const ground = groundAt(playback, 300 * dt);
  expect(ground.acceleration).toBeCloseTo(record.acceleration[299], 10);
  expect(ground.displacement).toBeCloseTo(playback.groundDisplacement[299], 10);
});

test('peak drifts so far are zero at the start and those of the metrics at the end', () => {
  expect(Math.max(...peakDriftsAt(uncontrolled, 0, dt))).toBe(0);
  expect(Math.max(...peakDriftsAt(uncontrolled, steps * dt, dt))).toBe(uncontrolled.metrics.peakStoreyDrift);
  expect(peakDriftsAt(uncontrolled, 2 * dt, dt)).toEqual(uncontrolled.peakDrifts.slice(STOREYS, 2 * STOREYS));
});

test('the reach is the farthest that the roof gets, and the damper on it', () => {
  const { roof, stroke } = reachOf(playback);
  const roofs = [uncontrolled, playback.controlled].map((response) => response && historyOf(response, ROOF));
  const moved = roofs.map((values) =>
    values?.map((value, k) => Math.abs(value + playback.groundDisplacement[k])),
  );
  expect(roof).toBe(Math.max(...moved.flatMap((values) => [...(values ?? [])])));
  const strokes = [uncontrolled, playback.controlled].map((response) => response?.metrics.peakStroke ?? 0);
  expect(stroke).toBeCloseTo(Math.max(...strokes), 12);
});

test('the stroke is drawn like the building, or smaller where it would leave the picture', () => {
  expect(strokeFactor(0.5, 8, 120, 20)).toBe(20);
  expect(strokeFactor(8, 8, 120, 20)).toBe(1);
  expect(strokeFactor(60, 8, 120, 20)).toBe(0.2);
  expect(strokeFactor(1, 8, 120, 2)).toBe(2);
});

test.each([
  [0.45, 8, 90, 20],
  [6.1, 8, 90, 1],
  [60, 8, 90, 1],
  [0.001, 8, 90, 100],
])(
  'with a reach of %f m, %i px/m and %i px of room, motion is drawn %i times',
  (far, scale, room, factor) => {
    expect(fittingExaggeration(far, scale, room)).toBe(factor);
  },
);
