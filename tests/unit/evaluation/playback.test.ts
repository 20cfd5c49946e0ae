import { describe, expect, test } from 'vitest';
import { driftConcentrationRatio } from '../../../src/building/responseMetrics';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { playRecord } from '../../../src/evaluation/playback';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { groundDisplacement } from '../../../src/groundMotion/groundDisplacement';
import { DEGREES_OF_FREEDOM, ROOF, STOREYS, V9 } from '../../support/v9Building';

const record = heldOutRecord('M5.7', 'clough-penzien');
const steps = record.acceleration.length;
const push = (observation: Float64Array) => -0.8 * Math.tanh(3 * observation[1]);

describe('a playback', () => {
  const playback = playRecord(record, { integrator: 'newmark' }, 100, { controller: push });
  const { controlled, uncontrolled } = playback;
  if (!controlled) throw new Error('nothing was controlled');

  test('has the numbers of the evaluation', () => {
    expect(controlled.metrics).toEqual(
      simulateEpisode(record, { building: V9, integrator: 'newmark', forceLimit: 100_000 }, push).metrics,
    );
    expect(uncontrolled.metrics).toEqual(
      simulateEpisode(record, { building: V9, integrator: 'newmark', forceLimit: 0 }, () => 0).metrics,
    );
    expect(playback.forceLimit_kN).toBe(100);
  });

  test('shows every floor at every step, and arrives at the metrics', () => {
    for (const { displacement, peakDrifts, force, metrics } of [controlled, uncontrolled]) {
      expect(displacement).toHaveLength(steps * DEGREES_OF_FREEDOM);
      expect(force).toHaveLength(steps);
      const roof = displacement.filter((_, i) => i % DEGREES_OF_FREEDOM === ROOF);
      expect(Math.max(...roof.map(Math.abs))).toBe(metrics.peakRoofDisplacement);
      const last = peakDrifts.slice(-STOREYS);
      expect(Math.max(...last)).toBe(metrics.peakStoreyDrift);
      expect(driftConcentrationRatio(last)).toBe(metrics.driftConcentrationRatio);
    }
  });

  test('has peak drifts that never fall and begin with the first step', () => {
    const { displacement, peakDrifts } = uncontrolled;
    for (let i = STOREYS; i < peakDrifts.length; i++) {
      expect(peakDrifts[i]).toBeGreaterThanOrEqual(peakDrifts[i - STOREYS]);
    }
    expect(peakDrifts[0]).toBe(Math.abs(displacement[0]));
    expect(peakDrifts[3]).toBe(Math.abs(displacement[3] - displacement[2]));
  });

  test('without a controller is of the uncontrolled building alone', () => {
    const alone = playRecord(record, { integrator: 'newmark' }, 100, null);
    expect(alone.controlled).toBeNull();
    expect(alone.uncontrolled).toEqual(uncontrolled);
  });
});

test('the ground moves as the motion whose second derivative the record is', () => {
  const dt = 0.02;
  const omega = 2 * Math.PI * 0.8;
  const envelope = (t: number) => Math.sin((Math.PI * t) / 40) ** 2;
  const position = (t: number) => 0.05 * envelope(t) * Math.sin(omega * t);
  const acceleration = Float64Array.from({ length: 2000 }, (_, k) => {
    const t = k * dt;
    return (position(t + 1e-3) - 2 * position(t) + position(t - 1e-3)) / 1e-6;
  });
  const moved = groundDisplacement({ name: 'a test', dt, acceleration });
  moved.forEach((value, k) => expect(Math.abs(value - position(k * dt))).toBeLessThan(0.2 * 0.05));
});
