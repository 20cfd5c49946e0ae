import { TIME_STEP } from '../building/newmark';
import type { Provenance } from './exportedModel';

/** What an observation is made of, in its order. */
export function observationText(): string {
  return 'displacement (m) and velocity (m/s), relative to the ground, of the roof, floor 8, floor 6 and the damper, in this order';
}

/** Seconds from one action to the next, as a number is printed; a model of unknown training acts at each step. */
export function actionPeriodText(training: Provenance | null): string {
  const steps = training?.settings.control_period ?? 1;
  return String(Number((steps * TIME_STEP).toFixed(6)));
}
