import type { RunSettings } from '../../curriculum/settings';
import { STAGE_COUNT } from '../../curriculum/settings';
import { PRESETS } from '../../curriculum/presets';
import { describeDifference, settingsDifference } from '../../curriculum/settingsDifference';
import type { StageEvaluation } from '../../evaluation/stageEvaluation';
import { pairedChange, sampleSize } from '../../evaluation/summary';
import type { RunRow } from '../../state/runs.svelte';
import { runsText as text } from '../../strings/runs';
import { formatChange } from '../format';

const AGAINST_UNCONTROLLED = { controller: 'ppo', reference: 'uncontrolled' } as const;

/** The default run has no name of its own. */
export function runName(run: string): string {
  return run === '' ? text.defaultRun : run;
}

/** Where a run stands, in a few words. */
export function runStatus(row: RunRow): string {
  const { status } = text;
  if (row.isTraining) return status.training;
  if (row.isLockedElsewhere) return status.locked;
  // As the next start sees it, which looks for the last stage.
  if (row.hasFinal && row.completed === STAGE_COUNT) return status.complete;
  const { emergency } = row;
  if (emergency) return (emergency.kind === 'ERROR' ? status.error : status.interrupted)(emergency.stage);
  if (row.completed) return status.completed(row.completed);
  if (row.hasFinal) return status.hasFinal;
  return row.files.length > 0 ? status.hasInitial : status.notStarted;
}

/** How a run's settings differ from the preset that they began with. */
export function whatChanged(settings: RunSettings): string {
  const changes = describeDifference(settingsDifference(PRESETS[settings.preset], settings));
  return changes === '' ? text.unchanged(settings.preset) : text.changed(settings.preset, changes);
}

/** The mean change of the peak roof displacement by the controller, over the sample; lower is calmer. */
function change(evaluation: StageEvaluation): number {
  return pairedChange(evaluation, AGAINST_UNCONTROLLED, 'peakRoofDisplacement').value;
}

/** The evaluation in which a run does best beside the uncontrolled building. */
export function bestHeldOut(evaluations: readonly StageEvaluation[]): StageEvaluation | undefined {
  return evaluations.toSorted((a, b) => change(a) - change(b)).at(0);
}

/** What a run does best, in a few words: by how much, where, and over how many records. */
export function describeBest(evaluation: StageEvaluation): string {
  return text.on(formatChange(change(evaluation)), evaluation.magnitude, sampleSize(evaluation));
}
