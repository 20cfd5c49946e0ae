import type { GroundMotion } from '../groundMotion/groundMotion';
import { reward } from './reward';
import type { EnvironmentSpecification } from './specification';
import type { EpisodeTrace } from './simulateEpisode';
import type { RewardTask } from './uncontrolledResponse';
import { rewardScaleOf } from './uncontrolledResponse';

/**
 * Sum of the rewards of an episode on a whole record, at its own amplitude: undiscounted, not normalised and without the
 * advantage baseline, as `rollout/ep_rew_mean` counts them.
 */
export function episodeReturn(
  record: GroundMotion,
  trace: Pick<EpisodeTrace, 'roofDisplacement' | 'roofVelocity' | 'stroke'>,
  task: RewardTask & Pick<EnvironmentSpecification, 'strokeLimit'>,
): number {
  const scale = rewardScaleOf(record, task);
  return trace.roofDisplacement.reduce((total, roofDisplacement, step) => {
    const rewarded = {
      scale,
      roofDisplacement,
      roofVelocity: trace.roofVelocity[step],
      stroke: trace.stroke[step],
    };
    return total + reward(task.reward, task.strokeLimit, rewarded);
  }, 0);
}
