import type { StageNumber, StageSettings } from '../curriculum/settings';
import { STAGE_COUNT, stageName } from '../curriculum/settings';
import type { RecordEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import { recordEvaluations } from '../evaluation/stageEvaluation';

/** What the console says, word for word: people search for these lines, and scripts read them. */

export function ownRecords(names: readonly string[]): string {
  return `Own records: ${names.join(', ')}`;
}

export const FRESH = 'No checkpoints found - starting fresh training';

export function resuming(path: string, completed: StageNumber): string[] {
  return [
    'RESUMING FROM CHECKPOINT',
    `Found checkpoint: ${path}`,
    `Last completed: Stage ${completed}/${STAGE_COUNT}`,
    'Loading model from checkpoint...',
  ];
}

export function startingFrom(path: string): string {
  return `Starting from the policy of ${path}`;
}

export const LOADED = 'Model loaded successfully!';

export function willResume(stage: StageNumber): string {
  return `Will resume from Stage ${stage}/${STAGE_COUNT}`;
}

export function continuing(path: string): string[] {
  return [
    'CONTINUING FROM EMERGENCY CHECKPOINT',
    `Found checkpoint: ${path}`,
    'Loading model from checkpoint...',
  ];
}

export function willContinue(stage: StageNumber, stageTimesteps: number): string {
  return `Will continue Stage ${stage}/${STAGE_COUNT} after ${stageTimesteps} timesteps`;
}

export const ALL_COMPLETE = 'All stages complete - nothing to train';

export function stageHeading(stage: StageSettings): string {
  return `STAGE ${stage.number}/${STAGE_COUNT}: ${stageName(stage)}`;
}

export function saved(path: string): string {
  return `Saved: ${path}`;
}

export function notSaved(path: string): string {
  return `NOT SAVED: ${path} - download it from the page before you close the tab`;
}

/** One line for the built-in record, and one for each of the user's own. */
export function heldOut(evaluation: StageEvaluation): string[] {
  return recordEvaluations([evaluation]).map(heldOutRecord);
}

function heldOutRecord({ record, force_limit_kN, controlled, uncontrolled }: RecordEvaluation): string {
  const centimetres = (metres: number) => `${(100 * metres).toFixed(2)} cm`;
  return (
    `${record} @ ${force_limit_kN}kN: peak roof displacement ${centimetres(controlled.peakRoofDisplacement)} ` +
    `(uncontrolled ${centimetres(uncontrolled.peakRoofDisplacement)})`
  );
}

export function stageComplete(stage: StageNumber): string {
  return `Stage ${stage} complete!`;
}

export const INTERRUPTED = 'Training interrupted by user!';

export function emergencySaved(path: string): string {
  return `Emergency checkpoint saved: ${path}`;
}

export function willResumeAutomatically(stage: StageNumber): string {
  return `Training will automatically resume from Stage ${stage}.`;
}

export function stageError(stage: StageNumber): string {
  return `ERROR during Stage ${stage} training!`;
}

export const FINISHED = 'TRAINING COMPLETE';
