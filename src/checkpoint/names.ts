import type { RunSettings, StageNumber } from '../curriculum/settings';

export type CheckpointKind = 'completed' | 'INTERRUPTED' | 'ERROR' | 'final';

/** The directory of the default run; named runs are its sub-folders. */
export const ROOT_DIRECTORY = 'models/rl_v9_advanced/';

const FINAL_NAME = 'final_v9_advanced.zip';
/** A model that a new run starts from, instead of from random weights. */
const INITIAL_NAME = 'initial_model.zip';
const STAGE_NAME = /^stage([1-4])_(?:(INTERRUPTED|ERROR)_)?([1-9]\d{0,5})kN\.zip$/;

export type EmergencyKind = Extract<CheckpointKind, 'INTERRUPTED' | 'ERROR'>;

/** What the name of a checkpoint says; nothing else about a file decides where training resumes. */
export type CheckpointName =
  | {
      readonly kind: Exclude<CheckpointKind, 'final'>;
      readonly stage: StageNumber;
      readonly forceLimit_kN: number;
    }
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

/** The file name of a checkpoint, for instance `stage2_INTERRUPTED_100kN.zip`. */
export function formatCheckpointName(name: CheckpointName): string {
  if (name.kind === 'final') return FINAL_NAME;
  if (name.kind === 'initial') return INITIAL_NAME;
  const infix = name.kind === 'completed' ? '' : `${name.kind}_`;
  return `stage${name.stage}_${infix}${name.forceLimit_kN}kN.zip`;
}

/** Reads a file name, the inverse of `formatCheckpointName`; null where it is no checkpoint's. */
export function parseCheckpointName(name: string): CheckpointName | null {
  if (name === FINAL_NAME) return { kind: 'final' };
  if (name === INITIAL_NAME) return { kind: 'initial' };
  const match = STAGE_NAME.exec(name);
  if (!match) return null;
  const [, stage, emergency, forceLimit] = match;
  return {
    kind: (emergency as EmergencyKind | undefined) ?? 'completed',
    stage: Number(stage) as StageNumber,
    forceLimit_kN: Number(forceLimit),
  };
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

/** Where the model is kept that a run starts from. */
export function initialModelPath(run: string): string {
  return runDirectory(run) + INITIAL_NAME;
}

/** The run whose directory a path lies in; '' is the default run. */
export function runOf(path: string): string {
  return path.slice(ROOT_DIRECTORY.length, path.lastIndexOf('/') + 1).replace(/\/$/, '');
}
