import type { RunSettings } from '../../curriculum/settings';
import { PRESETS } from '../../curriculum/presets';
import { describeDifference, settingsDifference } from '../../curriculum/settingsDifference';
import type { StageEvaluation } from '../../evaluation/stageEvaluation';
import { firstResponse } from '../../evaluation/stageEvaluation';
import type { RunRow } from '../../state/runs.svelte';
import { runsText as text } from '../../strings/runs';
import { formatChange } from '../format';

/** The default run has no name of its own. */
export function runName(run: string): string {
  return run === '' ? text.defaultRun : run;
}

/** Where a run stands, in a few words. */
export function runStatus(row: RunRow): string {
  const { status } = text;
  if (row.isTraining) return status.training;
  if (row.isLockedElsewhere) return status.locked;
  if (row.isComplete) return status.complete;
  const { emergency } = row;
  if (emergency) return (emergency.kind === 'ERROR' ? status.error : status.interrupted)(emergency.stage);
  if (row.completed) return status.completed(row.completed);
  return row.files.length > 0 ? status.hasInitial : status.notStarted;
}

/** How a run's settings differ from the preset that they began with. */
export function whatChanged(settings: RunSettings): string {
  const changes = describeDifference(settingsDifference(PRESETS[settings.preset], settings));
  return changes === '' ? text.unchanged(settings.preset) : text.changed(settings.preset, changes);
}

/** By how much the controller lowers the peak roof displacement of the uncontrolled building; negative: it raises it. */
export function reduction(evaluation: StageEvaluation): number {
  const peak = (controller: 'ppo' | 'uncontrolled') =>
    firstResponse(evaluation, controller).peakRoofDisplacement;
  return 1 - peak('ppo') / peak('uncontrolled');
}

/** The held-out record on which a run does best. */
export function bestHeldOut(evaluations: readonly StageEvaluation[]): StageEvaluation | undefined {
  return evaluations.toSorted((a, b) => reduction(b) - reduction(a)).at(0);
}

/** A signed change for people; lower is calmer. */
export function formatReduction(evaluation: StageEvaluation): string {
  return formatChange(-reduction(evaluation));
}
