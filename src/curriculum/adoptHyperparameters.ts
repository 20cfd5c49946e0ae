import type { Hyperparameters } from './hyperparameters';
import type { RunSettings, StageNumber } from './settings';

/** The settings with other hyperparameters in every stage from `first` on. */
export function adoptHyperparameters(
  settings: RunSettings,
  first: StageNumber,
  hyperparameters: Partial<Hyperparameters>,
): RunSettings {
  const [one, two, three, four] = settings.stages.map((stage) =>
    stage.number < first
      ? stage
      : { ...stage, hyperparameters: { ...stage.hyperparameters, ...hyperparameters } },
  );
  return { ...settings, stages: [one, two, three, four] };
}
