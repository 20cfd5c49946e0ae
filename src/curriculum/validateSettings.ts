import { compile } from '../building/building';
import { designProblems, MAX_DEGREES_OF_FREEDOM } from '../building/designFile';
import { MAX_TRAINING_SECONDS } from '../groundMotion/catalogue';
import { MAGNITUDE_PARAMETERS } from '../groundMotion/synthetic';
import { MAX_DELAYED_ACTIONS, MAX_ROLLOUT_SIZE } from './fieldDescriptions';
import { expectation, formatValue, isValid } from './fieldKind';
import { FIELDS } from './fields';
import { earlierMagnitudes, stageRecordCount } from './builtInRecords';
import type { RunSettings } from './settings';

export interface SettingsIssue {
  /** Path of the field to change, for instance `stage3.n_steps`. */
  readonly path: string;
  /** One sentence: what is wrong and what to choose. */
  readonly message: string;
}

/** What keeps a run with these settings from starting; empty when nothing does. */
export function validateSettings(settings: RunSettings): SettingsIssue[] {
  const issues = [...buildingIssues(settings), ...fieldIssues(settings)];
  // Sums and products of values that are out of range say nothing.
  return issues.length > 0
    ? issues
    : [
        ...sizeIssues(settings),
        ...latencyIssues(settings),
        ...mixtureIssues(settings),
        ...recordIssues(settings),
        ...seismometerIssues(settings),
      ];
}

/** A design is looked into rather than the text that a link has of it. */
function buildingIssues({ building }: RunSettings): SettingsIssue[] {
  return (building ? designProblems(building) : []).map(({ path, message }) => ({
    path: `building.${path}`,
    message: `The building's ${path} ${message}.`,
  }));
}

function fieldIssues(settings: RunSettings): SettingsIssue[] {
  return FIELDS.filter(({ kind }) => kind.type !== 'building').flatMap(({ path, kind, get }) => {
    const value = get(settings);
    if (value === undefined || isValid(kind, value)) return [];
    return [{ path, message: `${path} is "${formatValue(value)}"; it must be ${expectation(kind)}.` }];
  });
}

/** A part of the training time needs records to go to. */
function mixtureIssues(settings: RunSettings): SettingsIssue[] {
  return settings.stages.flatMap(({ number, magnitude, earlier_magnitudes }) => {
    if (earlier_magnitudes === 0 || earlierMagnitudes(settings, number).length > 0) return [];
    const path = `stage${number}.earlier_magnitudes`;
    const message = `${path} is ${earlier_magnitudes}; no stage before has a magnitude other than ${magnitude}, so it must be 0.`;
    return [{ path, message }];
  });
}

/** Records and what goes with them are in memory for as long as a stage trains. */
function recordIssues(settings: RunSettings): SettingsIssue[] {
  return settings.stages.flatMap(({ number, magnitude, training_records }) => {
    const most = Math.floor(MAX_TRAINING_SECONDS / MAGNITUDE_PARAMETERS[magnitude].duration);
    const count = stageRecordCount(settings, number);
    if (count <= most) return [];
    const path = training_records === null ? 'training_records' : `stage${number}.training_records`;
    const message = `${path} is ${count}; of ${magnitude} in stage ${number} only ${most} fit in memory.`;
    return [{ path, message }];
  });
}

/** Engines have room for as many degrees of freedom as the largest building has. */
function seismometerIssues({ building, seismometers }: RunSettings): SettingsIssue[] {
  const { size } = compile(building).structure;
  const room = MAX_DEGREES_OF_FREEDOM - size;
  if (seismometers.length <= room) return [];
  const most = room === 0 ? 'none' : String(room);
  const message = `seismometers are ${seismometers.length}; beside a building of ${size} degrees of freedom there is room for ${most}.`;
  return [{ path: 'seismometers', message }];
}

/** A checkpoint holds the environments with all that is on its way in them. */
function latencyIssues({ n_envs, randomisation: { latency_steps } }: RunSettings): SettingsIssue[] {
  const most = Math.floor(MAX_DELAYED_ACTIONS / n_envs);
  if (latency_steps <= most) return [];
  const path = 'randomisation.latency_steps';
  const message = `${path} is ${latency_steps}; with ${n_envs} environments only ${most} fit in a checkpoint.`;
  return [{ path, message }];
}

function sizeIssues({ n_envs, stages }: RunSettings): SettingsIssue[] {
  return stages.flatMap(({ number, hyperparameters: { n_steps, batch_size } }) => {
    const rollout = n_steps * n_envs;
    if (rollout > MAX_ROLLOUT_SIZE) {
      const path = `stage${number}.n_steps`;
      const most = Math.floor(MAX_ROLLOUT_SIZE / n_envs);
      return [
        { path, message: `${path} is ${n_steps}; with ${n_envs} environments only ${most} fit in memory.` },
      ];
    }
    if (batch_size > rollout) {
      const path = `stage${number}.batch_size`;
      return [
        {
          path,
          message: `${path} is ${batch_size}; a rollout has only n_steps x n_envs = ${rollout} samples.`,
        },
      ];
    }
    return [];
  });
}
