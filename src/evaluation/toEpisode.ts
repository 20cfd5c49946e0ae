import { compile } from '../building/building';
import { episodeReturn } from '../environment/episodeReturn';
import type { EpisodeTrace } from '../environment/simulateEpisode';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Episode } from '../ppo/runnerState';
import type { EvaluationSettings } from './evaluationSettings';

/**
 * A simulated record as an episode of the environment that the settings train in.
 *
 * @param strokeLimit m; null: none
 */
export function toEpisode(
  record: GroundMotion,
  trace: EpisodeTrace,
  { building, integrator, control_period, reward }: EvaluationSettings,
  strokeLimit: number | null,
): Episode {
  const task = {
    building: compile(building),
    integrator,
    controlPeriod: control_period,
    reward,
    strokeLimit,
  };
  return { r: episodeReturn(record, trace, task), l: record.acceleration.length };
}
