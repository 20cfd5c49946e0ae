import type { RunSettings, StageSettings } from '../settings';
import { CALM } from './calm';
import { mapStages } from './mapStages';

/** Of the damper, m, by stage; docs/recipe.md says why these. */
const STROKE_LIMITS: Readonly<Record<StageSettings['number'], number>> = { 1: 1, 2: 1.5, 3: 2, 4: 2.5 };

/**
 * The calm recipe for a damper that could be built: its stroke is limited. A force that uses the whole limit moves the damper
 * much further than that, so the policy explores less widely than where it may be close to bang-bang, without a bonus for
 * entropy, and a stage goes on with what the one before has learnt.
 */
export const BUILDABLE: RunSettings = {
  ...CALM,
  preset: 'buildable',
  reward: { ...CALM.reward, stroke_weight: 10 },
  policy: { ...CALM.policy, log_std_init: -0.7 },
  stages: mapStages(CALM.stages, (stage) => ({
    ...stage,
    stroke_limit_m: STROKE_LIMITS[stage.number],
    initial_std: 0.5,
    action_head_scale: 1,
    hyperparameters: { ...stage.hyperparameters, ent_coef: 0 },
  })),
};
