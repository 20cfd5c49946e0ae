import type { StageNumber, StageSettings } from '../curriculum/settings';
import { STAGE_COUNT, stageName } from '../curriculum/settings';
import type { MetricName } from '../evaluation/metricNames';
import type { ControllerName, StageEvaluation } from '../evaluation/stageEvaluation';
import { firstResponse, sampleOf } from '../evaluation/stageEvaluation';
import { readLimitedPeak, recordsWithin } from '../evaluation/strokeLimit';
import type { StrokeUse } from '../evaluation/summary';
import { strokeUse } from '../evaluation/summary';
import type { MagnitudePeak, Validation } from '../evaluation/validate';
import { meanOf } from '../numerics/mean';
import type { BestPolicy } from '../ppo/runnerState';
import type { ThreadsInUse } from '../ppo/engines/wasm/crew';

/** What the console says, word for word: people search for these lines, and scripts read them. */

export function ownRecords(names: readonly string[]): string {
  return `Own records: ${names.join(', ')}`;
}

/** Of a building that is not the v9 one. */
export function building(inWords: string): string {
  return `Building: ${inWords}`;
}

export const FRESH = 'No checkpoints found - starting fresh training';

/** Of the threads that the engine has. */
export function threadsChosen({ started, rollout, update }: ThreadsInUse): string {
  const fastest =
    rollout === update ? `${rollout}` : `${rollout} for the rollout and ${update} for the update`;
  return `Threads: ${fastest} of ${started} - measured fastest here`;
}

/** Of a log or a console, which are a convenience. */
export function notKept(what: string, reason: string): string {
  return `${what} could not be kept (${reason}). Checkpoints are not affected.`;
}

export const TIMING = 'Timing the engines of this machine on a part of an iteration';

/** @param speeds all of them, the fastest first */
export function timed(speeds: string): string {
  return `Timed on this run's shapes: ${speeds}`;
}

/**
 * Of a run whose engine is not here.
 *
 * @param engine what the checkpoint calls it
 */
export function beganElsewhere(engine: string, device: string): string {
  return `So far this run was trained with ${engine} (${device}), which is not here - it goes on with another engine, and rounds otherwise from now on`;
}

/** @param minutes that either takes, by the timing */
export function largerRecipe(larger: string, minutes: readonly [larger: string, usual: string]): string {
  return `Training ${larger}: by the timing, the GPU is through with it in ${minutes[0]} min, and WebAssembly with a quarter of the steps in ${minutes[1]} min`;
}

export function threadsFailed(reason: string): string {
  return `Training on one thread, since others do not start here: ${reason}`;
}

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

/** @param isKept false: it is gone when the page is closed */
export function saved(path: string, isKept = true): string {
  return isKept ? `Saved: ${path}` : inMemory(path);
}

function inMemory(path: string): string {
  return `In memory only: ${path} - download it before this tab is closed`;
}

/** @param isTriedAgain false: no save follows */
export function notSaved(path: string, isTriedAgain = true): string {
  const then = isTriedAgain ? '; it is tried again at the next save' : '';
  return `NOT SAVED: ${path} - the only copy is in memory${then}`;
}

/**
 * @param device for people
 * @param difference what it finds otherwise
 */
export function computesOtherwise(device: string, difference: string): string {
  return `${device} computes otherwise than WebAssembly does (${difference})`;
}

export function deviceLost(reason: string): string {
  return `The GPU was lost (${reason}) - it is opened again`;
}

export const WAITS_FOR_MEMORY =
  'The GPU has no memory left for this run beside the others - it goes on when one of them ends a stage or its training';

/** @param stageTimesteps of the state that was read back last */
export function goesOn(stage: StageNumber, stageTimesteps: number): string {
  return `Training goes on from the state read back last: Stage ${stage}/${STAGE_COUNT} after ${stageTimesteps} timesteps`;
}

export function notDiscarded(path: string, reason: string): string {
  return `${path} is of no more use and could not be deleted (${reason})`;
}

/** @param stageTimesteps null: it cannot be read */
export function keptBeside(path: string, stageTimesteps: number | null): string {
  const where = stageTimesteps === null ? '' : `, ${stageTimesteps} timesteps into its stage`;
  return `Kept as it is: ${path}${where} - this training did not write it, and saves beside it`;
}

export function replacedEarlier(path: string): string {
  return `Replaced the ${path} of an earlier start: this training went through the same state, and is further`;
}

export function evaluationCut(stage: StageNumber): string {
  return `The evaluation of stage ${stage} was cut short: the next start makes up for it`;
}

export function makingUp(stage: StageNumber): string {
  return `Making up for the evaluation of stage ${stage}`;
}

export function notMadeUp(stage: StageNumber, reason: string): string {
  return `The evaluation of stage ${stage} could not be made up for (${reason}). Training is not affected.`;
}

/** @param strokeLimit m; null: none */
export function validated(
  { meanPeak, magnitudes, strokes }: Pick<Validation, 'meanPeak' | 'magnitudes' | 'strokes'>,
  strokeLimit: number | null,
  iteration: number,
): string {
  const peak = `Validation after iteration ${iteration}: mean peak roof displacement ${centimetres(meanPeak)}${ofMagnitudes(magnitudes)}`;
  if (strokeLimit === null) return peak;
  return `${peak}, stroke within ${strokeLimit} m on ${recordsWithin(strokes, strokeLimit)} of ${strokes.length}`;
}

/** What a mean over several magnitudes is made of. */
function ofMagnitudes(magnitudes: readonly MagnitudePeak[]): string {
  if (magnitudes.length < 2) return '';
  const parts = magnitudes.map(
    (each) =>
      `${each.magnitude} ${centimetres(each.meanPeak)} (${(100 * each.relativePeak).toFixed(1)} % of uncontrolled)`,
  );
  return ` over all magnitudes in the scale of ${magnitudes[0].magnitude}: ${parts.join(', ')}`;
}

export function keepsBest({ iteration, score }: BestPolicy, last: number): string {
  const which = `Keeps the policy of iteration ${iteration} of ${last}`;
  const read = readLimitedPeak(score);
  return 'meanPeak' in read
    ? `${which}: validation ${centimetres(read.meanPeak)}`
    : `${which}: none keeps the stroke limit, and this one passes it least, by ${centimetres(read.meanExcess)} in the mean`;
}

/** How the stage did on its own held-out record, then the mean over the others. */
export function heldOut(evaluation: StageEvaluation): string[] {
  const { records, force_limit_kN, responses } = evaluation;
  const peak = (controller: ControllerName) =>
    centimetres(firstResponse(evaluation, controller).peakRoofDisplacement);
  const sampleMean = (controller: ControllerName) =>
    centimetres(meanOf(sampleOf(responses[controller].peakRoofDisplacement)));
  return [
    `${records[0]} @ ${force_limit_kN}kN: peak roof displacement ${peak('ppo')} (uncontrolled ${peak('uncontrolled')})`,
    `Mean of ${records.length - 1} more: ${sampleMean('ppo')} (uncontrolled ${sampleMean('uncontrolled')}, ` +
      `passive TMD ${sampleMean('passive')}, LQR ${sampleMean('lqr')})`,
    ...engineersFigures(evaluation),
    ...strokes(evaluation),
    ...ownHeldOut(evaluation),
  ];
}

/** How those who push the damper keep its limit, where there is one. */
function strokes(evaluation: StageEvaluation): string[] {
  const ppo = strokeUse(evaluation, 'ppo');
  const lqr = strokeUse(evaluation, 'lqr');
  if (!ppo || !lqr) return [];
  const use = ({ within, of, largest }: StrokeUse) =>
    `on ${within} of ${of}, largest ${largest.toFixed(2)} m`;
  return [`Stroke within ${evaluation.stroke_limit_m} m: ${use(ppo)} (LQR tuned to keep it: ${use(lqr)})`];
}

/** What an engineer asks for, in means over the sample, beside the uncontrolled building's. */
function engineersFigures({ responses }: StageEvaluation): string[] {
  const figure = (name: string, metric: MetricName, scale: number, unit: string) => {
    const [own, other] = [responses.ppo, responses.uncontrolled].map(({ [metric]: values }) =>
      values ? String(Number((scale * meanOf(sampleOf(values))).toPrecision(3))) : null,
    );
    return own && other ? [`${name} ${own}${unit} (${other})`] : [];
  };
  const figures = [
    ...figure('drift', 'peakDriftRatio', 100, ' %'),
    ...figure('acceleration', 'peakFloorAcceleration', 1, ' m/s2'),
    ...figure('base shear', 'baseShearPerWeight', 100, ' % of the weight'),
    ...figure('stroke', 'peakStroke', 1, ' m'),
    ...figure('power', 'peakControlPower', 1e-3, ' kW'),
    ...figure('energy', 'controlEnergy', 1e-3, ' kJ'),
  ];
  return [`Peaks (uncontrolled): ${figures.join(', ')}`];
}

/** The user's own records, one by one. */
function ownHeldOut({ force_limit_kN, ownRecords }: StageEvaluation): string[] {
  if (!ownRecords) return [];
  const { records, responses } = ownRecords;
  return records.map((record, i) => {
    const peak = (controller: 'uncontrolled' | 'ppo') =>
      centimetres(responses[controller].peakRoofDisplacement[i]);
    return `${record} @ ${force_limit_kN}kN: peak roof displacement ${peak('ppo')} (uncontrolled ${peak('uncontrolled')})`;
  });
}

function centimetres(metres: number): string {
  return `${(100 * metres).toFixed(2)} cm`;
}

export function stageComplete(stage: StageNumber): string {
  return `Stage ${stage} complete!`;
}

export const INTERRUPTED = 'Training interrupted by user!';

export const ONE_ITERATION_DONE = 'One iteration is done - training pauses here';

/** @param isKept false: it is gone when the page is closed */
export function emergencySaved(path: string, isKept = true): string {
  if (!isKept) return inMemory(path);
  return `Emergency checkpoint saved: ${path}`;
}

export function willResumeAutomatically(stage: StageNumber): string {
  return `Training will automatically resume from Stage ${stage}.`;
}

export function stageError(stage: StageNumber): string {
  return `ERROR during Stage ${stage} training!`;
}

export const NONE_TO_EVALUATE = 'No completed stage found - nothing was evaluated';

export const EVALUATED = 'The completed stages are evaluated - nothing was trained';

export const FINISHED = 'TRAINING COMPLETE';
