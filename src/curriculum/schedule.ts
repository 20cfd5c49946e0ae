import { cos } from '../numerics/trigonometric';

/** A hyperparameter that changes within a stage, as a function of the progress that remains (1 at the stage's start, 0 at its end). */
export type Schedule =
  | { readonly shape: 'constant'; readonly value: number }
  | { readonly shape: 'linear' | 'cosine'; readonly initial: number; readonly final: number };

export function constant(value: number): Schedule {
  return { shape: 'constant', value };
}

export function linear(initial: number, final: number): Schedule {
  return { shape: 'linear', initial, final };
}

export function cosine(initial: number, final: number): Schedule {
  return { shape: 'cosine', initial, final };
}

/**
 * @param progressRemaining from 1 at the start to 0 at the end; values outside are taken as the nearer end
 */
export function scheduleValue(schedule: Schedule, progressRemaining: number): number {
  if (schedule.shape === 'constant') return schedule.value;
  const remaining = Math.min(1, Math.max(0, progressRemaining));
  const weight = schedule.shape === 'linear' ? remaining : (1 - cos(Math.PI * remaining)) / 2;
  return schedule.final + (schedule.initial - schedule.final) * weight;
}
