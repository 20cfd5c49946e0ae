import { describe, expect, test } from 'vitest';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { GRAVITY, peakGroundAcceleration } from '../../../src/groundMotion/groundMotion';
import { peakResponse, relativeDisplacement } from '../../../src/groundMotion/oscillator';
import { responseSpectrum, SPECTRUM_PERIODS } from '../../../src/groundMotion/responseSpectrum';
import { resample } from '../../../src/groundMotion/resample';

const DAMPING = 0.05;

function motion(dt: number, samples: number, acceleration: (time: number) => number): GroundMotion {
  const values = Float64Array.from({ length: samples }, (_, k) => acceleration(k * dt));
  return { name: 'a test', dt, acceleration: values };
}

/** Newmark's method, average acceleration, on steps so small that its own error does not show. */
function newmarkPeaks(record: GroundMotion, period: number) {
  const fine = resample(record, record.dt / 40);
  const omega = (2 * Math.PI) / period;
  const { dt, acceleration } = fine;
  const effective = 1 + DAMPING * omega * dt + (omega * dt) ** 2 / 4;
  let [x, v, a] = [0, 0, -acceleration[0]];
  const peak = { displacement: 0, velocity: 0, acceleration: 0 };
  const end = acceleration.length + Math.ceil(period / dt);
  for (let k = 1; k < end; k++) {
    const predicted = x + dt * v + (dt * dt * a) / 4;
    const speed = v + (dt * a) / 2;
    const ground = acceleration[k] ?? 0;
    const next = (-ground - 2 * DAMPING * omega * speed - omega ** 2 * predicted) / effective;
    [x, v, a] = [predicted + (dt * dt * next) / 4, speed + (dt * next) / 2, next];
    peak.displacement = Math.max(peak.displacement, Math.abs(x));
    peak.velocity = Math.max(peak.velocity, Math.abs(v));
    peak.acceleration = Math.max(peak.acceleration, Math.abs(a + ground));
  }
  return peak;
}

describe('an oscillator', () => {
  test.each([0.3, 1, 4])('of %f s under a step overshoots as the closed form says', (period) => {
    const { displacement, acceleration } = peakResponse(
      motion(0.005, 4000, () => 2),
      { period, damping: DAMPING },
    );
    const omega = (2 * Math.PI) / period;
    const overshoot = 1 + Math.exp((-Math.PI * DAMPING) / Math.sqrt(1 - DAMPING ** 2));
    expect(displacement / ((2 / omega ** 2) * overshoot)).toBeCloseTo(1, 2);
    expect(acceleration / (2 * overshoot)).toBeCloseTo(1, 2);
  });

  test('follows the closed form of a step at every sample', () => {
    const period = 0.8;
    const omega = (2 * Math.PI) / period;
    const damped = omega * Math.sqrt(1 - DAMPING ** 2);
    const response = relativeDisplacement(
      motion(0.02, 200, () => 3),
      { period, damping: DAMPING },
    );
    response.forEach((value, k) => {
      const t = 0.02 * k;
      const free = Math.cos(damped * t) + ((DAMPING * omega) / damped) * Math.sin(damped * t);
      expect(value).toBeCloseTo((-3 / omega ** 2) * (1 - Math.exp(-DAMPING * omega * t) * free), 12);
    });
  });

  test('at resonance reaches the dynamic amplification 1 / (2 zeta)', () => {
    const omega = 2 * Math.PI;
    const record = motion(0.01, 6000, (t) => Math.sin(omega * t));
    const { displacement } = peakResponse(record, { period: 1, damping: DAMPING });
    expect(displacement * omega ** 2).toBeCloseTo(1 / (2 * DAMPING), 1);
  });

  test('of a long period stands still while the ground moves under it', () => {
    const omega = 2 * Math.PI;
    const record = motion(0.02, 3000, (t) => -(omega ** 2) * 0.1 * Math.sin(omega * t) * Math.min(1, t / 20));
    const response = relativeDisplacement(record, { period: 20, damping: 0.7 });
    const late = response.slice(2000);
    const ground = Float64Array.from({ length: 1000 }, (_, k) => 0.1 * Math.sin(omega * 0.02 * (k + 2000)));
    const error = Math.max(...late.map((value, k) => Math.abs(value + ground[k])));
    expect(error).toBeLessThan(0.01);
  });
});

describe('a response spectrum', () => {
  const record = heldOutRecord('M5.7', 'clough-penzien');

  test.each([0.05, 0.2, 0.62, 1.8, 5.1, 10])('agrees with Newmark on fine steps at %f s', (period) => {
    const peaks = newmarkPeaks(record, period);
    const spectrum = responseSpectrum(record, Float64Array.of(period));
    expect(spectrum.displacement[0] / peaks.displacement).toBeCloseTo(1, 2);
    expect(spectrum.velocity[0] / peaks.velocity).toBeCloseTo(1, 2);
    expect(spectrum.acceleration[0] / peaks.acceleration).toBeCloseTo(1, 2);
  });

  test('ends at the peak ground acceleration for stiff oscillators', () => {
    const { acceleration } = responseSpectrum(record, Float64Array.of(0.005));
    expect(acceleration[0] / (GRAVITY * peakGroundAcceleration(record))).toBeCloseTo(1, 2);
  });

  test('does not depend on samples that lie on the lines between others', () => {
    const periods = Float64Array.of(0.1, 1, 5);
    const fine = responseSpectrum(resample(record, 0.005), periods);
    responseSpectrum(record, periods).displacement.forEach((value, i) => {
      expect(fine.displacement[i] / value).toBeCloseTo(1, 2);
    });
  });

  test('grows in proportion with the record', () => {
    const doubled = { ...record, acceleration: record.acceleration.map((value) => 2 * value) };
    const periods = Float64Array.of(0.5, 2);
    const once = responseSpectrum(record, periods);
    responseSpectrum(doubled, periods).acceleration.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * once.acceleration[i], 10);
    });
  });

  test('has periods from 0.05 s to 10 s by default', () => {
    const { periods, damping } = responseSpectrum(record);
    expect(periods).toBe(SPECTRUM_PERIODS);
    expect([periods[0], periods.at(-1)]).toEqual([0.05, expect.closeTo(10, 9)]);
    expect(damping).toBe(0.05);
  });
});
