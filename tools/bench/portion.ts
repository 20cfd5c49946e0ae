import type { StageSettings } from '../../src/curriculum/settings';
import type { Timing } from './timing';

/** How much of a stage's iteration is measured. */
export interface Portion {
  readonly n_steps: number;
  readonly n_epochs: number;
}

/** The parts of a stage's settings that decide how much work it is. */
export type Work = Pick<StageSettings, 'total_timesteps'> & {
  readonly hyperparameters: Pick<StageSettings['hyperparameters'], 'n_steps' | 'batch_size' | 'n_epochs'>;
};

/** The least that says something: a rollout of whole minibatches, and two epochs, whose pace can be told. */
export function leastOf({ hyperparameters: { n_steps, batch_size } }: Work, environments: number): Portion {
  return { n_steps: Math.min(n_steps, stepsOfWholeMinibatches(batch_size, environments)), n_epochs: 2 };
}

/** The fewest steps of all environments that fill minibatches. */
function stepsOfWholeMinibatches(batchSize: number, environments: number): number {
  let steps = Math.ceil(batchSize / environments);
  while ((steps * environments) % batchSize !== 0) steps++;
  return steps;
}

/** The largest part of an iteration that takes no longer than `seconds`, if `whole` is what all of it takes. */
export function portionWithin(seconds: number, work: Work, environments: number, whole: Timing): Portion {
  const { n_steps, batch_size, n_epochs } = work.hyperparameters;
  const epochs = Math.floor((seconds - whole.rollout) / (whole.update / n_epochs));
  if (epochs >= 1) return { n_steps, n_epochs: Math.min(n_epochs, epochs) };
  const oneEpoch = whole.rollout + whole.update / n_epochs;
  const least = stepsOfWholeMinibatches(batch_size, environments);
  const parts = Math.floor(((seconds / oneEpoch) * n_steps) / least);
  if (parts < 2) return leastOf(work, environments);
  return { n_steps: parts * least, n_epochs: 1 };
}

/** Whether it is the whole iteration. */
export function isWhole({ n_steps, n_epochs }: Portion, { hyperparameters }: Work): boolean {
  return n_steps === hyperparameters.n_steps && n_epochs === hyperparameters.n_epochs;
}

/** What the whole iteration takes, if `timing` was measured on a part of it: both phases are linear in their work. */
export function scaleToWhole({ rollout, update }: Timing, work: Work, portion: Portion): Timing {
  const { n_steps, n_epochs } = work.hyperparameters;
  const rollouts = n_steps / portion.n_steps;
  return { rollout: rollout * rollouts, update: (update * rollouts * n_epochs) / portion.n_epochs };
}

/** Gradient steps of an iteration. */
export function minibatchesOf({ hyperparameters }: Work, environments: number): number {
  const { n_steps, batch_size, n_epochs } = hyperparameters;
  return n_epochs * Math.ceil((n_steps * environments) / batch_size);
}

/** Iterations until the stage's timesteps are reached or passed. @param timesteps of a step of all environments */
export function iterationsOf({ total_timesteps, hyperparameters }: Work, timesteps: number): number {
  return Math.ceil(total_timesteps / (hyperparameters.n_steps * timesteps));
}
