import type { Controller } from '../environment/simulateEpisode';

/**
 * A controller that chooses anew every `period` steps and holds its action in between, as the policy did in training.
 * It counts its calls: use a new one for each episode.
 */
export function holdActions(controller: Controller, period: number): Controller {
  let step = 0;
  let action = 0;
  return (observation) => {
    if (step++ % period === 0) action = controller(observation);
    return action;
  };
}
