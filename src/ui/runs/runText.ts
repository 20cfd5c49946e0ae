import type { RunSettings } from '../../curriculum/settings';
import { STAGE_COUNT } from '../../curriculum/settings';
import { PRESETS } from '../../curriculum/presets';
import { describeDifference, settingsDifference } from '../../curriculum/settingsDifference';
import type { StageEvaluation } from '../../evaluation/stageEvaluation';
import { pairedChange } from '../../evaluation/summary';
import type { RunRow } from '../../state/runs.svelte';

/** The default run has no name of its own. */
export function runName(run: string): string {
  return run === '' ? 'default run' : run;
}

/** Where a run stands, in a few words. */
export function runStatus(row: RunRow): string {
  if (row.isTraining) return 'training here';
  if (row.isLockedElsewhere) return 'training in another tab';
  if (row.isComplete) return 'complete';
  const { emergency } = row;
  if (emergency) {
    return `stage ${emergency.stage} ${emergency.kind === 'ERROR' ? 'stopped by an error' : 'interrupted'}`;
  }
  if (row.completed) return `stage ${row.completed} of ${STAGE_COUNT} complete`;
  return row.files.length > 0 ? 'has a model to start from' : 'not started';
}

/** How a run's settings differ from the preset that they began with. */
export function whatChanged(settings: RunSettings): string {
  const changes = describeDifference(settingsDifference(PRESETS[settings.preset], settings));
  return changes === '' ? `preset ${settings.preset}, unchanged` : `preset ${settings.preset}, ${changes}`;
}

/** By how much the policy lowers the mean peak of the roof of the uncontrolled building; negative: it raises it. */
export function reduction(evaluation: StageEvaluation): number {
  const pair = { controller: 'ppo', reference: 'uncontrolled' } as const;
  return -pairedChange(evaluation, pair, 'peakRoofDisplacement').value;
}

/** The held-out record on which a run does best. */
export function bestHeldOut(evaluations: readonly StageEvaluation[]): StageEvaluation | undefined {
  return evaluations.toSorted((a, b) => reduction(b) - reduction(a)).at(0);
}

/** A signed change for people, for instance `-12.5 %`; lower is calmer. */
export function formatReduction(evaluation: StageEvaluation): string {
  const change = (-100 * reduction(evaluation)).toFixed(1);
  if (Number(change) === 0) return '0.0 %';
  return `${change.startsWith('-') ? change.replace('-', '\u2212') : `+${change}`} %`;
}
