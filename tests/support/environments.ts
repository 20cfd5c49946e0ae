import type { DomainRandomisation, EnvironmentSpecification } from '../../src/environment/specification';
import { V9_REWARD } from '../../src/environment/reward';
import { NO_RANDOMISATION } from '../../src/environment/specification';
import { VectorEnvironment } from '../../src/environment/vectorEnvironment';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { goldenRecord } from './goldenBuilding';
import { V9 } from './v9Building';

/** The beginning of a strong record: long enough to move, short enough to end often. */
export function shortRecord(samples: number, scale = 1): GroundMotion {
  const { name, dt, acceleration } = goldenRecord('decaying_sine');
  return {
    name: `${name} ${samples} ${scale}`,
    dt,
    acceleration: acceleration.slice(0, samples).map((value) => scale * value),
  };
}

export function calmRecord(samples: number): GroundMotion {
  return { name: `calm ${samples}`, dt: 0.02, acceleration: new Float64Array(samples) };
}

/** Four environments at 150 kN on one record of 100 steps, without imperfections. */
export function specification(
  changes: Partial<Omit<EnvironmentSpecification, 'randomisation'>> & {
    readonly randomisation?: Partial<DomainRandomisation>;
  } = {},
): EnvironmentSpecification {
  return {
    count: 4,
    building: V9,
    integrator: 'newmark',
    forceLimit: 150_000,
    controlPeriod: 1,
    reward: V9_REWARD,
    strokeLimit: null,
    advantageBaseline: 'none',
    staggeredStarts: false,
    records: [shortRecord(100)],
    ...changes,
    randomisation: { ...NO_RANDOMISATION, ...changes.randomisation },
  };
}

export function environment(changes: Parameters<typeof specification>[0], seed = 1, stage = 1) {
  return new VectorEnvironment(specification(changes), seed, stage);
}

/** Actions that differ by step and environment and pass the limits now and then. */
export function testActions(step: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => 1.2 * Math.sin(0.9 * step + 2 * i));
}
