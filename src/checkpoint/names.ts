import type { RunSettings, StageNumber } from '../curriculum/settings';

export type CheckpointKind = 'completed' | 'INTERRUPTED' | 'ERROR' | 'final';

/** The directory of the default run; named runs are its sub-folders. */
export const ROOT_DIRECTORY = 'models/rl_v9_advanced/';

const FINAL_NAME = 'final_v9_advanced.zip';
/** A model that a new run starts from, instead of from random weights. */
const INITIAL_NAME = 'initial_model.zip';
const STAGE_NAME = /^stage([1-4])_([1-9]\d{0,5})kN\.zip$/;
/** Without `kN.zip` at its end, a numbered one is no completed stage to any reader of names, here or in Python. */
const EMERGENCY_NAME = /^stage([1-4])_(INTERRUPTED|ERROR)_([1-9]\d{0,5})kN(?:_([2-9]|[1-9]\d{1,5}))?\.zip$/;

export type EmergencyKind = Extract<CheckpointKind, 'INTERRUPTED' | 'ERROR'>;

/** What the name of an emergency checkpoint says. */
export interface EmergencyName {
  readonly kind: EmergencyKind;
  readonly stage: StageNumber;
  readonly forceLimit_kN: number;
  /** From 2: it lies beside earlier ones of its kind, which it was not to replace. Absent in the first. */
  readonly ordinal?: number;
}

/** What the name of a checkpoint says; nothing else about a file decides where training resumes. */
export type CheckpointName =
  | { readonly kind: 'completed'; readonly stage: StageNumber; readonly forceLimit_kN: number }
  | EmergencyName
  | { readonly kind: 'final' }
  | { readonly kind: 'initial' };

/** Where a run's checkpoints are, with the slash at its end. */
export function runDirectory(run: string): string {
  return run === '' ? ROOT_DIRECTORY : `${ROOT_DIRECTORY}${run}/`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a file is in the run's own directory: the named runs lie within the default run's, and are not part of it. */
export function belongsToRun(path: string, run: string): boolean {
  return path === runDirectory(run) + fileName(path);
}

/**
 * The file name of a checkpoint, for instance `stage2_INTERRUPTED_100kN.zip`, or `stage2_INTERRUPTED_100kN_2.zip` for the
 * second beside it.
 */
export function formatCheckpointName(name: CheckpointName): string {
  if (name.kind === 'final') return FINAL_NAME;
  if (name.kind === 'initial') return INITIAL_NAME;
  const { stage, forceLimit_kN } = name;
  if (name.kind === 'completed') return `stage${stage}_${forceLimit_kN}kN.zip`;
  const suffix = name.ordinal === undefined ? '' : `_${name.ordinal}`;
  return `stage${stage}_${name.kind}_${forceLimit_kN}kN${suffix}.zip`;
}

/** Reads a file name, the inverse of `formatCheckpointName`; null where it is no checkpoint's. */
export function parseCheckpointName(name: string): CheckpointName | null {
  if (name === FINAL_NAME) return { kind: 'final' };
  if (name === INITIAL_NAME) return { kind: 'initial' };
  const completed = STAGE_NAME.exec(name);
  if (completed) return { kind: 'completed', ...placeOf(completed[1], completed[2]) };
  const emergency = EMERGENCY_NAME.exec(name);
  if (!emergency) return null;
  const [, stage, kind, forceLimit] = emergency;
  const ordinal = emergency.at(4);
  const place = { kind: kind as EmergencyKind, ...placeOf(stage, forceLimit) };
  return ordinal === undefined ? place : { ...place, ordinal: Number(ordinal) };
}

function placeOf(stage: string, forceLimit: string) {
  return { stage: Number(stage) as StageNumber, forceLimit_kN: Number(forceLimit) };
}

/** Where a run with these settings keeps a checkpoint. The final model has no stage in its name. */
export function checkpointPath(
  settings: Pick<RunSettings, 'run' | 'stages'>,
  kind: CheckpointKind,
  stage: StageNumber,
): string {
  const forceLimit_kN = settings.stages[stage - 1].force_limit_kN;
  const name = kind === 'final' ? { kind } : { kind, stage, forceLimit_kN };
  return runDirectory(settings.run) + formatCheckpointName(name);
}

/**
 * Where a run with these settings keeps the emergency checkpoint of a kind that is the `ordinal`th beside the others, from 1.
 */
export function emergencyPath(
  settings: Pick<RunSettings, 'run' | 'stages'>,
  kind: EmergencyKind,
  stage: StageNumber,
  ordinal: number,
): string {
  const first = { kind, stage, forceLimit_kN: settings.stages[stage - 1].force_limit_kN };
  return runDirectory(settings.run) + formatCheckpointName(ordinal === 1 ? first : { ...first, ordinal });
}

/** Where the model is kept that a run starts from. */
export function initialModelPath(run: string): string {
  return runDirectory(run) + INITIAL_NAME;
}

/** The run whose directory a path lies in; '' is the default run. */
export function runOf(path: string): string {
  return path.slice(ROOT_DIRECTORY.length, path.lastIndexOf('/') + 1).replace(/\/$/, '');
}
