import type { Episode } from '../ppo/runnerState';

/** What Stable-Baselines3's `evaluate_policy` says of some episodes. */
export interface EpisodeStatistics {
  readonly meanReward: number;
  /** Standard deviation of the returns, over all episodes (not one less). */
  readonly stdReward: number;
  /** Steps of 0.02 s. */
  readonly meanLength: number;
}

/** @param episodes at least one */
export function episodeStatistics(episodes: readonly Episode[]): EpisodeStatistics {
  const mean = (of: (episode: Episode) => number) =>
    episodes.reduce((sum, episode) => sum + of(episode), 0) / episodes.length;
  const meanReward = mean(({ r }) => r);
  return {
    meanReward,
    stdReward: Math.sqrt(mean(({ r }) => (r - meanReward) ** 2)),
    meanLength: mean(({ l }) => l),
  };
}
