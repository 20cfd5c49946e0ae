import { TIME_STEP } from '../../building/newmark';
import { ROBUSTNESS_CONDITIONS } from '../../evaluation/robustnessConditions';
import type { FinalEvaluation } from '../../evaluation/stageEvaluation';
import { sampleOf } from '../../evaluation/stageEvaluation';
import type { Estimate } from '../../evaluation/statistics';
import { meanEstimate, relativeChange } from '../../evaluation/statistics';
import { resultsText as text } from '../../strings/results';
import { formatFixed } from '../format';

/** What one controller makes of a magnitude under an imperfection, over the sample. */
export interface RobustnessCell {
  /** m */
  readonly mean: Estimate;
  /** Of the mean, against no imperfection on the same records; null: this is without one. */
  readonly change: Estimate | null;
}

/** One imperfection, or none, on one magnitude. */
export interface RobustnessRow {
  readonly magnitude: string;
  readonly condition: string;
  readonly ppo: RobustnessCell;
  readonly lqr: RobustnessCell;
  /** Of the policy of another run on the same records; null: it was not measured on them. */
  readonly other: RobustnessCell | null;
}

/** The names of conditions with their sizes. */
export function conditionText(name: string): string {
  const condition = ROBUSTNESS_CONDITIONS.find((each) => each.name === name);
  if (!condition) return name;
  const { actuator_noise_std, latency_steps, sensor_noise_std, sensor_dropout } = condition.randomisation;
  const percent = (part: number) => formatFixed(100 * part, 0);
  const words = [
    ...(actuator_noise_std > 0 ? [text.imperfections.actuator_noise_std(percent(actuator_noise_std))] : []),
    ...(latency_steps > 0
      ? [text.imperfections.latency_steps(formatFixed(1000 * TIME_STEP * latency_steps, 0))]
      : []),
    ...(sensor_noise_std > 0 ? [text.imperfections.sensor_noise_std(percent(sensor_noise_std))] : []),
    ...(sensor_dropout > 0 ? [text.imperfections.sensor_dropout(percent(sensor_dropout))] : []),
  ];
  return words.length === 1 ? words[0] : text.allImperfections;
}

/**
 * A final model under imperfections, beside none on the same records: of older checkpoints, which have the first part of the
 * sample under imperfections, on that part.
 *
 * @param other of another run; null: there is none to show
 */
export function robustnessRows(final: FinalEvaluation, other: FinalEvaluation | null): RobustnessRow[] {
  const size = Math.min(...final.robustness.map(({ peaks }) => peaks.ppo.length));
  const conditions = [...new Set(final.robustness.map(({ condition }) => condition))];
  return final.stages.flatMap(({ magnitude, records }) => {
    const cell = (of: FinalEvaluation, controller: 'ppo' | 'lqr', condition: string | null) =>
      cellOf(of, controller, { magnitude, condition, size, records });
    return [null, ...conditions].flatMap((condition) => {
      const [ppo, lqr] = [cell(final, 'ppo', condition), cell(final, 'lqr', condition)];
      if (!ppo || !lqr) return [];
      const words = condition === null ? text.noImperfection : conditionText(condition);
      return [{ magnitude, condition: words, ppo, lqr, other: other && cell(other, 'ppo', condition) }];
    });
  });
}

interface Place {
  readonly magnitude: string;
  /** Null: no imperfection. */
  readonly condition: string | null;
  /** So many records of the sample. */
  readonly size: number;
  readonly records: readonly string[];
}

function cellOf(
  { stages, robustness }: FinalEvaluation,
  controller: 'ppo' | 'lqr',
  { magnitude, condition, size, records }: Place,
): RobustnessCell | null {
  const ideal = stages.find((evaluation) => evaluation.magnitude === magnitude);
  const isSameSample = ideal && JSON.stringify(ideal.records) === JSON.stringify(records);
  if (!isSameSample) return null;
  const without = sampleOf(ideal.responses[controller].peakRoofDisplacement).slice(0, size);
  if (condition === null) return { mean: meanEstimate(without), change: null };
  const row = robustness.find((each) => each.magnitude === magnitude && each.condition === condition);
  const disturbed = row?.peaks[controller].slice(0, size) ?? [];
  if (disturbed.length !== size) return null;
  return { mean: meanEstimate(disturbed), change: relativeChange(disturbed, without) };
}
