import { compile } from '../building/building';
import type { StageSettings } from '../curriculum/settings';
import { validationRecord } from '../groundMotion/catalogue';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import type { Episode } from '../ppo/runnerState';
import { policyController } from './controllers/policyController';
import type { EpisodeStatistics } from './episodeStatistics';
import { episodeStatistics } from './episodeStatistics';
import { VALIDATION_RECORDS } from './evaluationRecords';
import type { EvaluationSettings } from './evaluationSettings';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import { limitedPeak } from './strokeLimit';
import { toEpisode } from './toEpisode';

/** How the deterministic policy does on some records. */
export interface PolicyStatistics extends EpisodeStatistics {
  /** Mean peak roof displacement, m. */
  readonly meanPeak: number;
}

export interface Validation extends PolicyStatistics {
  /** Largest stroke of the damper on each record, m. */
  readonly strokes: readonly number[];
  /** What policies are chosen by: `limitedPeak` under the stage's limit. */
  readonly score: number;
}

/**
 * The deterministic policy over a stage's validation records, with ideal sensors and actuator. They are neither trained
 * on nor held out: what they choose, the held-out ones may judge.
 *
 * @throws the pace's reason to stop
 */
export async function validate(
  policy: TrainedPolicy,
  settings: EvaluationSettings,
  stage: Pick<StageSettings, 'magnitude' | 'force_limit_kN' | 'stroke_limit_m'>,
  pace: Pace,
): Promise<Validation> {
  const { spectrum, integrator, control_period } = settings;
  const { magnitude, force_limit_kN, stroke_limit_m } = stage;
  const records = Array.from({ length: VALIDATION_RECORDS }, (_, index) =>
    validationRecord(magnitude, spectrum, index),
  );
  const episodes: Episode[] = [];
  const metrics = await simulateRecords(
    {
      records,
      building: compile(settings.building),
      integrator,
      forceLimit: 1000 * force_limit_kN,
      controller: policyController(policy),
      options: () => ({ controlPeriod: control_period }),
    },
    pace,
    (trace, record) => episodes.push(toEpisode(record, trace, settings, stroke_limit_m)),
  );
  return {
    meanPeak: limitedPeak(metrics, null),
    strokes: metrics.map(({ peakStroke }) => peakStroke),
    score: limitedPeak(metrics, stroke_limit_m),
    ...episodeStatistics(episodes),
  };
}
