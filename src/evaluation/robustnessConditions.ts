import type { DomainRandomisation } from '../environment/specification';
import { NO_RANDOMISATION, USUAL_IMPERFECTIONS } from '../environment/specification';

export interface RobustnessCondition {
  readonly name: string;
  readonly randomisation: DomainRandomisation;
}

/** Each imperfection by itself and all together. */
export const ROBUSTNESS_CONDITIONS: readonly RobustnessCondition[] = [
  only('actuator noise', 'actuator_noise_std'),
  only('latency', 'latency_steps'),
  only('sensor noise', 'sensor_noise_std'),
  only('sensor dropout', 'sensor_dropout'),
  { name: 'all together', randomisation: USUAL_IMPERFECTIONS },
];

function only(name: string, imperfection: keyof DomainRandomisation): RobustnessCondition {
  return { name, randomisation: { ...NO_RANDOMISATION, [imperfection]: USUAL_IMPERFECTIONS[imperfection] } };
}
