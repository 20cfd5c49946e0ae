import type { ResumePlan } from '../../checkpoint/resume';
import { planResume } from '../../checkpoint/resume';
import type { RunSettings, StageNumber } from '../../curriculum/settings';
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

/**
 * Where a run stands, in a few words, as its next start sees it.
 *
 * @param settings that it opens with; undefined: they are not known, and its files' names are taken as they are
 */
export function runStatus(row: RunRow, settings: RunSettings | undefined): string {
  const { status } = text;
  if (row.isTraining) return status.training;
  if (row.isLockedElsewhere) return status.locked;
  const completed = settings ? completedIn(planResume(row.files, settings)) : row.completed;
  if (row.hasFinal && completed === STAGE_COUNT) return status.complete;
  const { emergency } = row;
  if (emergency) return (emergency.kind === 'ERROR' ? status.error : status.interrupted)(emergency.stage);
  if (completed) return status.completed(completed);
  if (row.hasFinal) return status.hasFinal;
  return row.files.length > 0 ? status.hasInitial : status.notStarted;
}

function completedIn(plan: ResumePlan): StageNumber | null {
  return plan.kind === 'fresh' ? null : plan.completed;
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
