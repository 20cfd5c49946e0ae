import * as v from 'valibot';
import { byCriterion } from '../evaluation/criteria';
import { firstWithUnits, laterWithUnits } from '../evaluation/metricNames';
import { byController, CONTROLLERS } from '../evaluation/stageEvaluation';

/** `results.json`, as docs/evaluation.md describes it: units are part of the names. */

const perRecord = v.array(v.number());
const estimate = v.strictObject({ value: v.number(), low: v.number(), high: v.number() });

/** Null: what was not measured yet when the evaluation was made. */
function metrics<Schema extends v.GenericSchema>(of: Schema) {
  return v.strictObject({ ...firstWithUnits(() => of), ...laterWithUnits(() => v.nullable(of)) });
}

const returnStatistics = v.strictObject({
  mean_reward: v.number(),
  std_reward: v.number(),
  n_episodes: v.number(),
});

const controllerResults = v.strictObject({
  /** In the order of `records`. */
  per_record: metrics(perRecord),
  /** Over all records but the first. */
  mean: metrics(estimate),
  /** Of the same records, the one with the largest peak. */
  worst: v.strictObject({ record: v.string(), peak_roof_displacement_m: v.number() }),
  /** Of the same records, those on which the stroke stays within its limit; null: it has none. */
  records_within_stroke_limit: v.nullable(v.strictObject({ count: v.number(), of: v.number() })),
  /**
   * Those of the benchmark problem, by record, and over all records but the first; null for the uncontrolled building, which
   * they are relative to, and where they are not known.
   */
  criteria: v.nullable(
    v.strictObject(
      byCriterion(() =>
        v.nullable(v.strictObject({ per_record: perRecord, mean: estimate, max: v.number() })),
      ),
    ),
  ),
});

const heldOut = v.strictObject({
  /** Null: the final model. */
  stage: v.nullable(v.number()),
  magnitude: v.string(),
  force_limit_kN: v.number(),
  /** Which the regulator was tuned under; null: none. */
  stroke_limit_m: v.nullable(v.number()),
  is_deterministic: v.literal(true),
  /** Without its damper; null in checkpoints from before it was kept. */
  building_weight_N: v.nullable(v.number()),
  /** First the record that a stage reports by itself, then the sample. */
  records: v.array(v.string()),
  controllers: v.strictObject(byController(() => controllerResults)),
  /** Of the policy's episodes on all records but the first; null in checkpoints from before it was kept. */
  policy_return: v.nullable(returnStatistics),
  /** The user's own held-out records under the same limit; null where there are none. */
  own_records: v.nullable(
    v.strictObject({
      records: v.array(v.string()),
      uncontrolled: metrics(perRecord),
      ppo: metrics(perRecord),
    }),
  ),
  /** Of the best controller known that sees no future; null where it is not known. */
  best_known_causal_peak_m: v.nullable(v.strictObject({ per_record: perRecord, mean: estimate })),
  smallest_possible_peak_m: v.nullable(v.strictObject({ per_record: perRecord, mean: estimate })),
  paired: v.array(
    v.strictObject({
      controller: v.picklist(CONTROLLERS),
      reference: v.picklist(CONTROLLERS),
      /** Mean of controller - reference on the same record. */
      mean_difference: metrics(estimate),
      /** Mean peak of the controller over that of the reference, minus 1. */
      relative_change_of_mean_peak: estimate,
      /** Records of the sample on which the controller's peak is below the reference's. */
      records_with_smaller_peak: v.strictObject({ count: v.number(), of: v.number() }),
    }),
  ),
});

const robustness = v.strictObject({
  condition: v.string(),
  magnitude: v.string(),
  force_limit_kN: v.number(),
  is_deterministic: v.literal(true),
  peak_roof_displacement_m: v.strictObject({ lqr: perRecord, ppo: perRecord }),
  mean: v.strictObject({ lqr: estimate, ppo: estimate }),
});

const conditions = v.array(
  v.strictObject({
    name: v.string(),
    actuator_noise_std: v.number(),
    latency_steps: v.number(),
    sensor_noise_std: v.number(),
    sensor_dropout: v.number(),
  }),
);

export const resultsSchema = v.strictObject({
  schema_version: v.literal(3),
  checkpoint: v.string(),
  checkpoint_sha256: v.string(),
  num_timesteps: v.number(),
  /** Its name; absent: the v9 building. */
  building: v.optional(v.string()),
  /** Of the last episodes, with exploration; null: none has ended. */
  training_return: v.nullable(returnStatistics),
  /** After each stage, at its force limit. */
  held_out: v.array(heldOut),
  /** Of the final model on every magnitude; null: this is not one. */
  final: v.nullable(
    v.strictObject({ held_out: v.array(heldOut), conditions, robustness: v.array(robustness) }),
  ),
});

export type Results = v.InferOutput<typeof resultsSchema>;
export type HeldOutResults = v.InferOutput<typeof heldOut>;
