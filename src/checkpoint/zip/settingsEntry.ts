import * as v from 'valibot';
import { designSchema } from '../../building/designFile';
import type { FieldDescription } from '../../curriculum/fieldDescriptions';
import {
  HYPERPARAMETER_DESCRIPTIONS,
  NORMALISATION_DESCRIPTIONS,
  POLICY_DESCRIPTIONS,
  RANDOMISATION_DESCRIPTIONS,
  REWARD_DESCRIPTIONS,
  RUN_DESCRIPTIONS,
  STAGE_DESCRIPTIONS,
} from '../../curriculum/fieldDescriptions';
import type { FieldKind } from '../../curriculum/fieldKind';
import { V9 } from '../../curriculum/recipes/v9';
import type { RunSettings, StageSettings } from '../../curriculum/settings';
import { NO_RANDOMISATION } from '../../environment/specification';

/** The settings in a checkpoint's entry: their fields are those of `fieldDescriptions.ts`. */

/** Settings that older zips lack: until there were any, all was as in the recipe as published. */
const LATER_OF_RUN = [
  'seismometers',
  'training_records',
  'control_period',
  'advantage_baseline',
  'staggered_starts',
  'validation_interval',
  'validation_patience',
] as const satisfies readonly (keyof RunSettings)[];
const LATER_OF_STAGE = [
  'training_records',
  'stroke_limit_m',
  'earlier_magnitudes',
  'initial_std',
  'action_head_scale',
] as const satisfies readonly (keyof StageSettings)[];
const LATER_OF_REWARD = ['stroke_weight'] as const satisfies readonly (keyof RunSettings['reward'])[];

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const nullableNumber = v.nullable(v.number());

/** Only what a value is made of: `validateSettings` looks at its range. */
function schemaOf(kind: FieldKind): v.GenericSchema {
  switch (kind.type) {
    case 'integer':
      return count;
    case 'number':
      return v.number();
    case 'optional':
      return nullableNumber;
    case 'optionalInteger':
      return v.nullable(count);
    case 'boolean':
      return v.boolean();
    case 'choice':
      return v.picklist(kind.options);
    case 'layers':
      return v.array(count);
    case 'frequencies':
      return v.array(v.number());
    case 'runName':
    case 'records':
    case 'building':
      return v.string();
  }
}

/** Schemas of the fields, in their order. @param before values of those that older zips lack */
function entriesOf<Name extends string>(
  descriptions: Readonly<Record<Name, FieldDescription>>,
  before?: Readonly<Partial<Record<Name, unknown>>>,
): Record<Name, v.GenericSchema> {
  const names = Object.keys(descriptions) as Name[];
  return Object.fromEntries(
    names.map((name) => {
      const schema = schemaOf(descriptions[name].kind);
      return [name, before && name in before ? v.optional(schema, before[name]) : schema];
    }),
  ) as Record<Name, v.GenericSchema>;
}

function pick<Part extends object, Name extends keyof Part>(
  part: Part,
  names: readonly Name[],
): Pick<Part, Name> {
  return Object.fromEntries(names.map((name) => [name, part[name]])) as Pick<Part, Name>;
}

const { n_steps, batch_size, n_epochs, ...otherHyperparameters } = entriesOf(HYPERPARAMETER_DESCRIPTIONS);
const { validation_interval, validation_patience, ...otherOfRun } = entriesOf(
  RUN_DESCRIPTIONS,
  pick(V9, LATER_OF_RUN),
);

const stage = v.strictObject({
  number: v.picklist([1, 2, 3, 4]),
  ...entriesOf(STAGE_DESCRIPTIONS, pick(V9.stages[0], LATER_OF_STAGE)),
  hyperparameters: v.strictObject({
    n_steps,
    batch_size,
    n_epochs,
    learning_rate: v.variant('shape', [
      v.strictObject({ shape: v.literal('constant'), value: v.number() }),
      v.strictObject({ shape: v.literal('linear'), initial: v.number(), final: v.number() }),
      v.strictObject({ shape: v.literal('cosine'), initial: v.number(), final: v.number() }),
    ]),
    ...otherHyperparameters,
  }),
});

const recordUses = v.array(v.strictObject({ name: v.string(), digest: v.string(), pga_g: nullableNumber }));
const stageRecords = v.strictObject({ training: recordUses, held_out: recordUses });
const noRecords = () => {
  const none = () => ({ training: [], held_out: [] });
  return [none(), none(), none(), none()] as const;
};

/** The types of the fields follow from their descriptions at run time only. */
export const settingsEntry = v.strictObject({
  preset: v.string(),
  ...otherOfRun,
  reward: v.optional(v.strictObject(entriesOf(REWARD_DESCRIPTIONS, pick(V9.reward, LATER_OF_REWARD))), {
    ...V9.reward,
  }),
  validation_interval,
  validation_patience,
  normalisation: v.optional(v.strictObject(entriesOf(NORMALISATION_DESCRIPTIONS)), { ...V9.normalisation }),
  policy: v.strictObject(entriesOf(POLICY_DESCRIPTIONS)),
  randomisation: v.strictObject(entriesOf(RANDOMISATION_DESCRIPTIONS, NO_RANDOMISATION)),
  stages: v.strictTuple([stage, stage, stage, stage]),
  records: v.optional(v.strictTuple([stageRecords, stageRecords, stageRecords, stageRecords]), noRecords),
  /** Absent: the v9 building, as in all zips from before there were others. */
  building: v.optional(designSchema),
}) as unknown as v.GenericSchema<unknown, RunSettings>;

/** Whether settings say anything of seismometers or of a stage's own number of records: pages of before refuse it. */
export function needsLatestPages({ seismometers, stages }: RunSettings): boolean {
  return seismometers.length > 0 || !isLeftOut(stages, 'training_records');
}

/** Whether settings say anything of the damper's stroke or of earlier magnitudes, which older pages refuse. */
export function needsNewerPages(settings: RunSettings): boolean {
  return usesStroke(settings) || !isLeftOut(settings.stages, 'earlier_magnitudes');
}

function usesStroke({ stages, reward }: Pick<RunSettings, 'stages' | 'reward'>): boolean {
  return !isLeftOut(stages, 'stroke_limit_m') || reward.stroke_weight !== V9.reward.stroke_weight;
}

/** Settings of stages that are written only where one says something by them. */
const LEFT_OUT = ['training_records', 'earlier_magnitudes'] as const;

/** Whether no stage says anything by a setting that came later. */
function isLeftOut(stages: RunSettings['stages'], name: (typeof LATER_OF_STAGE)[number]): boolean {
  return stages.every((stage) => stage[name] === V9.stages[0][name]);
}

/** Settings as they are written: without what older pages do not know, where it says nothing. */
export function settingsForOlderPages(settings: RunSettings): object {
  const { seismometers, ...onBuilding } = settings;
  const { stroke_weight, ...rewardBefore } = settings.reward;
  const isFree = !usesStroke(settings);
  const leftOut = new Set<string>(LEFT_OUT.filter((name) => isLeftOut(settings.stages, name)));
  if (isFree) leftOut.add('stroke_limit_m');
  return {
    ...(seismometers.length > 0 ? settings : onBuilding),
    reward: isFree ? rewardBefore : { ...rewardBefore, stroke_weight },
    stages: settings.stages.map((stage) =>
      Object.fromEntries(Object.entries(stage).filter(([name]) => !leftOut.has(name))),
    ),
  };
}
