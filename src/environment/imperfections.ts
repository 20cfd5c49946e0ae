import type { RandomStream } from '../random/stream';
import type { DomainRandomisation } from './specification';

/** The streams that imperfections draw from: at a step (position), for an actuator or a sensor (index). */
export type ImperfectionStreams = Readonly<Record<'actuator' | 'sensor' | 'dropout', RandomStream>>;

/** Sensors and actuator that are not ideal. */
export interface Imperfections {
  readonly randomisation: DomainRandomisation;
  readonly random: ImperfectionStreams;
}

/** The action in [-1, 1] that an imperfect actuator makes of the policy's, before its latency. */
export function noisyAction(
  action: number,
  { randomisation, random }: Imperfections,
  position: number,
  index: number,
): number {
  const { actuator_noise_std } = randomisation;
  if (actuator_noise_std === 0) return clip(action);
  return clip(clip(action) + actuator_noise_std * random.actuator.normal(position, index));
}

/** What an imperfect sensor makes of a value: multiplicative noise, then dropout. */
export function reading(
  value: number,
  { randomisation, random }: Imperfections,
  position: number,
  index: number,
): number {
  const { sensor_noise_std, sensor_dropout } = randomisation;
  if (sensor_dropout > 0 && random.dropout.uniform(position, index) < sensor_dropout) return 0;
  return sensor_noise_std > 0
    ? value * (1 + sensor_noise_std * random.sensor.normal(position, index))
    : value;
}

function clip(action: number): number {
  return Math.min(1, Math.max(-1, action));
}
