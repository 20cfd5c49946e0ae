import type { StageSettings } from '../settings';

type Stages<Stage> = readonly [Stage, Stage, Stage, Stage];

/** The same change of each of the four stages. */
export function mapStages(
  stages: Stages<StageSettings>,
  change: (stage: StageSettings) => StageSettings,
): Stages<StageSettings> {
  return [change(stages[0]), change(stages[1]), change(stages[2]), change(stages[3])];
}
