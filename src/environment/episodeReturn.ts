import type { GroundMotion } from '../groundMotion/groundMotion';
import { reward } from './reward';
import type { EpisodeTrace } from './simulateEpisode';
import type { RewardTask } from './uncontrolledResponse';
import { rewardScaleOf } from './uncontrolledResponse';

/**
 * Sum of the rewards of an episode on a whole record, at its own amplitude: undiscounted, not normalised and without the
 * advantage baseline, as `rollout/ep_rew_mean` counts them.
 */
export function episodeReturn(
  record: GroundMotion,
  { roofDisplacement, roofVelocity }: Pick<EpisodeTrace, 'roofDisplacement' | 'roofVelocity'>,
  task: RewardTask,
): number {
  const scale = rewardScaleOf(record, task);
  return roofDisplacement.reduce(
    (total, displacement, step) => total + reward(task.reward, scale, displacement, roofVelocity[step]),
    0,
  );
}
