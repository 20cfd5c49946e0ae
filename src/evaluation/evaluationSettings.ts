import type { RunSettings } from '../curriculum/settings';

/** What of a run's settings an evaluation depends on. */
export type EvaluationSettings = Pick<
  RunSettings,
  'spectrum' | 'integrator' | 'control_period' | 'reward' | 'building' | 'seismometers' | 'stages'
>;
