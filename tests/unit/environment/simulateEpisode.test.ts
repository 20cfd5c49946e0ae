import { describe, expect, test } from 'vitest';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { expectClose } from '../../support/expectClose';

const record = heldOutRecord('M4.5', 'clough-penzien');
const LIMIT = 50_000;

describe('an episode', () => {
  test('is as long as the record, and its metrics are those of its traces', () => {
    const trace = simulateEpisode(record, 'newmark', LIMIT, ([displacement]) => 5 * displacement);
    const steps = record.acceleration.length;
    expect(trace.roofDisplacement).toHaveLength(steps);
    expect(trace.tmdDisplacement).toHaveLength(steps);
    expect(trace.force).toHaveLength(steps);
    const { metrics } = trace;
    expect(metrics.peakRoofDisplacement).toBe(Math.max(...trace.roofDisplacement.map(Math.abs)));
    expect(metrics.peakForce).toBe(Math.max(...trace.force.map(Math.abs)));
    expect(metrics.peakStoryDrift).toBe(Math.max(...trace.peakDrifts));
    expectClose(metrics.meanForce, trace.force.reduce((sum, force) => sum + Math.abs(force), 0) / steps);
  });

  test('begins from rest, and the controller sees each step before it happens', () => {
    const seen: number[] = [];
    const { roofDisplacement } = simulateEpisode(record, 'newmark', LIMIT, ([displacement]) => {
      seen.push(displacement);
      return 0;
    });
    expect(seen[0]).toBe(0);
    expect(seen.slice(1)).toEqual([...roofDisplacement.slice(0, -1)]);
  });

  test('never exceeds the force limit', () => {
    const { force } = simulateEpisode(record, 'newmark', LIMIT, ([, velocity]) => -1000 * velocity);
    expect(Math.max(...force)).toBe(LIMIT);
    expect(Math.min(...force)).toBe(-LIMIT);
  });

  test('is linear: twice the earthquake, twice the response', () => {
    const twice = { ...record, acceleration: record.acceleration.map((value) => 2 * value) };
    const once = simulateEpisode(record, 'newmark', 0, () => 0).metrics;
    const doubled = simulateEpisode(twice, 'newmark', 0, () => 0).metrics;
    expect(doubled.peakRoofDisplacement).toBe(2 * once.peakRoofDisplacement);
    expect(doubled.driftConcentrationRatio).toBe(once.driftConcentrationRatio);
  });

  test('a force on the damper moves the damper with it and the roof against it', () => {
    const calm = { name: 'calm', dt: 0.02, acceleration: new Float64Array(5) };
    const { roofDisplacement, tmdDisplacement } = simulateEpisode(calm, 'newmark', LIMIT, () => 1);
    expect(tmdDisplacement.every((value) => value > 0)).toBe(true);
    expect(roofDisplacement.every((value) => value < 0)).toBe(true);
  });
});
