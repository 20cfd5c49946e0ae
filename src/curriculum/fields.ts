import { compile } from '../building/building';
import { formatBuilding, parseBuilding } from './buildingText';
import type { FieldDescription } from './fieldDescriptions';
import {
  BUILDING_DESCRIPTION,
  HYPERPARAMETER_DESCRIPTIONS,
  LEARNING_RATE_DESCRIPTIONS,
  NORMALISATION_DESCRIPTIONS,
  POLICY_DESCRIPTIONS,
  RANDOMISATION_DESCRIPTIONS,
  RECORD_DESCRIPTIONS,
  REWARD_DESCRIPTIONS,
  RUN_DESCRIPTIONS,
  STAGE_DESCRIPTIONS,
} from './fieldDescriptions';
import type { FieldValue } from './fieldKind';
import { formatRecordUses, parseRecordUses, RECORD_ROLES } from './recordUse';
import { withRecordUses } from './runRecords';
import { withBuilding } from './runBuilding';
import type { Schedule } from './schedule';
import { constant } from './schedule';
import type { RunSettings, StageNumber, StageSettings } from './settings';
import { STAGE_NUMBERS } from './settings';

/** One setting: its name in a link, what a form shows of it, and where it is in the settings. */
export interface Field extends FieldDescription {
  /** For instance `n_envs`, `policy.net_arch` or `stage3.n_steps`. */
  readonly path: string;
  /** Undefined where the field does not apply: a constant learning rate has no final value. */
  readonly get: (settings: RunSettings) => FieldValue | undefined;
  /** The settings with another value, which must be of the field's kind, in a copy. */
  readonly set: (settings: RunSettings, value: FieldValue) => RunSettings;
  /** The value in a word, where a link's text says little to a person. */
  readonly describe?: (settings: RunSettings) => string;
}

/** A part of the settings, and how to put a changed one in its place. */
interface Place<Part> {
  readonly get: (settings: RunSettings) => Part;
  readonly set: (settings: RunSettings, part: Part) => RunSettings;
}

/** A schedule whatever its shape; a constant one has its value as `initial`. */
interface ScheduleParts {
  readonly shape: Schedule['shape'];
  readonly initial: number;
  readonly final: number | undefined;
}

/** What stands in the settings themselves; the form changes it, and nothing beside it. */
const runPlace: Place<Pick<RunSettings, keyof typeof RUN_DESCRIPTIONS>> = {
  get: (settings) => settings,
  set: (settings, part) => ({ ...settings, ...part }),
};

/** The fields of the whole run. */
export const RUN_FIELDS: readonly Field[] = [
  ...fieldsOf('', RUN_DESCRIPTIONS, runPlace),
  ...fieldsOf('policy.', POLICY_DESCRIPTIONS, placeOf('policy')),
  ...fieldsOf('reward.', REWARD_DESCRIPTIONS, placeOf('reward')),
  ...fieldsOf('normalisation.', NORMALISATION_DESCRIPTIONS, placeOf('normalisation')),
  ...fieldsOf('randomisation.', RANDOMISATION_DESCRIPTIONS, placeOf('randomisation')),
];

/** The fields of one stage. */
export function stageFields(number: StageNumber): readonly Field[] {
  const prefix = `stage${number}.`;
  const stage: Place<StageSettings> = {
    get: ({ stages }) => stages[number - 1],
    set: (settings, changed) => {
      const stages: [...RunSettings['stages']] = [...settings.stages];
      stages[number - 1] = changed;
      return { ...settings, stages };
    },
  };
  const hyperparameters: Place<StageSettings['hyperparameters']> = {
    get: (settings) => stage.get(settings).hyperparameters,
    set: (settings, changed) => stage.set(settings, { ...stage.get(settings), hyperparameters: changed }),
  };
  const learningRate: Place<ScheduleParts> = {
    get: (settings) => toParts(hyperparameters.get(settings).learning_rate),
    set: (settings, parts) =>
      hyperparameters.set(settings, { ...hyperparameters.get(settings), learning_rate: fromParts(parts) }),
  };
  return [
    ...fieldsOf(prefix, STAGE_DESCRIPTIONS, stage),
    // The shape comes first: it decides whether there is a final value to set.
    ...fieldsOf(`${prefix}learning_rate.`, LEARNING_RATE_DESCRIPTIONS, learningRate),
    ...fieldsOf(prefix, HYPERPARAMETER_DESCRIPTIONS, hyperparameters),
  ];
}

/** Every field, in the order in which links write them. */
export const FIELDS: readonly Field[] = [
  ...RUN_FIELDS,
  buildingField(),
  ...STAGE_NUMBERS.flatMap(stageFields),
  ...STAGE_NUMBERS.flatMap(recordFields),
];

/** The building: it is designed in a view of its own, not in the form of the settings. */
function buildingField(): Field {
  return {
    ...BUILDING_DESCRIPTION,
    path: 'building',
    get: ({ building }) => formatBuilding(building),
    set: (settings, value) => withBuilding(settings, parseBuilding(String(value))),
    describe: ({ building }) => compile(building).name,
  };
}

/** The user's own records of one stage: they are chosen among the earthquakes, not in the form of the settings. */
function recordFields(number: StageNumber): Field[] {
  return RECORD_ROLES.map((role) => ({
    ...RECORD_DESCRIPTIONS[`own_${role}`],
    path: `stage${number}.own_${role}`,
    get: ({ records }) => formatRecordUses(records[number - 1][role]),
    set: (settings, value) => withRecordUses(settings, number, role, parseRecordUses(String(value)) ?? []),
  }));
}

function placeOf<Name extends 'policy' | 'reward' | 'normalisation' | 'randomisation'>(
  name: Name,
): Place<RunSettings[Name]> {
  return {
    get: (settings) => settings[name],
    set: (settings, part) => ({ ...settings, [name]: part }),
  };
}

function fieldsOf<Name extends string, Part extends Readonly<Record<Name, FieldValue | undefined>>>(
  prefix: string,
  descriptions: Readonly<Record<Name, FieldDescription>>,
  place: Place<Part>,
): Field[] {
  return (Object.keys(descriptions) as Name[]).map((name) => ({
    ...descriptions[name],
    path: prefix + name,
    get: (settings) => place.get(settings)[name],
    set: (settings, value) => place.set(settings, { ...place.get(settings), [name]: value }),
  }));
}

function toParts(schedule: Schedule): ScheduleParts {
  if (schedule.shape !== 'constant') return schedule;
  return { shape: 'constant', initial: schedule.value, final: undefined };
}

function fromParts({ shape, initial, final = initial }: ScheduleParts): Schedule {
  return shape === 'constant' ? constant(initial) : { shape, initial, final };
}
