import { exp } from '../numerics/exponential';
import { cos, sin } from '../numerics/trigonometric';
import type { GroundMotion } from './groundMotion';

/** A linear oscillator with one degree of freedom, at rest until the ground moves. */
export interface Oscillator {
  /** Natural period, s. */
  readonly period: number;
  /** Part of critical damping, under 1. */
  readonly damping: number;
}

/** Largest values of a response, whatever their sign. */
export interface PeakResponse {
  /** Relative to the ground, m. */
  readonly displacement: number;
  /** Relative to the ground, m/s. */
  readonly velocity: number;
  /** Absolute, m/s2. */
  readonly acceleration: number;
}

/** Steps that a period is cut into at least: a peak that falls between two of them is at most 0.5 % higher. */
const STEPS_PER_PERIOD = 32;

/**
 * The oscillator's peaks under a record and in the one period after it.
 */
export function peakResponse(motion: GroundMotion, oscillator: Oscillator): PeakResponse {
  const { period, damping } = oscillator;
  const omega = (2 * Math.PI) / period;
  const steps = Math.max(1, Math.ceil((STEPS_PER_PERIOD * motion.dt) / period));
  const step = exactStep(oscillator, motion.dt / steps);
  const { acceleration } = motion;
  const samples = acceleration.length + Math.ceil(period / motion.dt);
  const peak = { displacement: 0, velocity: 0, acceleration: 0 };
  let x = 0;
  let v = 0;
  for (let k = 1; k < samples; k++) {
    const before = k <= acceleration.length ? acceleration[k - 1] : 0;
    const after = k < acceleration.length ? acceleration[k] : 0;
    for (let part = 0; part < steps; part++) {
      const from = before + ((after - before) * part) / steps;
      const to = before + ((after - before) * (part + 1)) / steps;
      const next = step.xx * x + step.xv * v + step.xFrom * from + step.xTo * to;
      v = step.vx * x + step.vv * v + step.vFrom * from + step.vTo * to;
      x = next;
      const absolute = Math.abs(2 * damping * omega * v + omega * omega * x);
      if (Math.abs(x) > peak.displacement) peak.displacement = Math.abs(x);
      if (Math.abs(v) > peak.velocity) peak.velocity = Math.abs(v);
      if (absolute > peak.acceleration) peak.acceleration = absolute;
    }
  }
  return peak;
}

/** The oscillator's displacement relative to the ground at each sample of a record, m. */
export function relativeDisplacement(motion: GroundMotion, oscillator: Oscillator): Float64Array {
  const step = exactStep(oscillator, motion.dt);
  const { acceleration } = motion;
  const displacement = new Float64Array(acceleration.length);
  let x = 0;
  let v = 0;
  for (let k = 1; k < acceleration.length; k++) {
    const from = acceleration[k - 1];
    const to = acceleration[k];
    const next = step.xx * x + step.xv * v + step.xFrom * from + step.xTo * to;
    v = step.vx * x + step.vv * v + step.vFrom * from + step.vTo * to;
    x = next;
    displacement[k] = x;
  }
  return displacement;
}

/**
 * The exact response of x'' + 2 zeta omega x' + omega^2 x = -ag over a step in which ag goes straight from one value to
 * the next, as a linear map of displacement, velocity and the two accelerations (Nigam and Jennings 1969, equations
 * 2.5 to 2.8).
 */
function exactStep({ period, damping: zeta }: Oscillator, dt: number) {
  const omega = (2 * Math.PI) / period;
  const root = Math.sqrt(1 - zeta ** 2);
  const damped = omega * root;
  const decay = exp(-zeta * omega * dt);
  const sine = decay * sin(damped * dt);
  const cosine = decay * cos(damped * dt);
  const slope = (2 * zeta ** 2 - 1) / (omega ** 2 * dt);
  const offset = (2 * zeta) / (omega ** 3 * dt);
  const value = 1 / omega ** 2;
  const quadrature = cosine - (zeta / root) * sine;
  const rotation = damped * sine + zeta * omega * cosine;
  return {
    xx: cosine + (zeta / root) * sine,
    xv: sine / damped,
    vx: (-omega / root) * sine,
    vv: quadrature,
    xFrom: (slope + zeta / omega) * (sine / damped) + (offset + value) * cosine - offset,
    xTo: -slope * (sine / damped) - offset * cosine - value + offset,
    vFrom: (slope + zeta / omega) * quadrature - (offset + value) * rotation + value / dt,
    vTo: -slope * quadrature + offset * rotation - value / dt,
  };
}
