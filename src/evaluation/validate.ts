import { compile } from '../building/building';
import type { ResponseMetrics } from '../building/responseMetrics';
import { trainedMagnitudes } from '../curriculum/builtInRecords';
import type { StageSettings } from '../curriculum/settings';
import type { Controller, EpisodeTrace } from '../environment/simulateEpisode';
import { validationRecord } from '../groundMotion/catalogue';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Magnitude } from '../groundMotion/synthetic';
import { meanOf } from '../numerics/mean';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import type { Episode } from '../ppo/runnerState';
import { policyController } from './controllers/policyController';
import { uncontrolled } from './controllers/uncontrolled';
import type { EpisodeStatistics } from './episodeStatistics';
import { episodeStatistics } from './episodeStatistics';
import { VALIDATION_RECORDS } from './evaluationRecords';
import type { EvaluationSettings } from './evaluationSettings';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import { limitedPeak } from './strokeLimit';
import { toEpisode } from './toEpisode';

/** How the deterministic policy does on some records. */
export interface PolicyStatistics extends EpisodeStatistics {
  /** Mean peak roof displacement, m; of a validation on several magnitudes, see `validate`. */
  readonly meanPeak: number;
}

/** How the policy does on one magnitude. */
export interface MagnitudePeak {
  readonly magnitude: Magnitude;
  /** Mean peak roof displacement, m. */
  readonly meanPeak: number;
  /** As a part of the uncontrolled building's on the same records. */
  readonly relativePeak: number;
}

export interface Validation extends PolicyStatistics {
  /** By magnitude that the stage trains on, its own first. */
  readonly magnitudes: readonly MagnitudePeak[];
  /** Largest stroke of the damper on each record, m. */
  readonly strokes: readonly number[];
  /** What policies are chosen by: `limitedPeak` under the stage's limit. */
  readonly score: number;
}

/** What of a stage its validation depends on. */
type ValidatedStage = Pick<StageSettings, 'number' | 'force_limit_kN' | 'stroke_limit_m'>;

/**
 * The deterministic policy over the validation records of the magnitudes that a stage trains on, with ideal sensors and
 * actuator. They are neither trained on nor held out: what they choose, the held-out ones may judge.
 *
 * Peaks of several magnitudes differ by more than a policy can change. So that each counts for as much, those of an earlier
 * magnitude are multiplied by the ratio of the uncontrolled building's mean peaks, of the stage's own magnitude over that
 * one: the mean peak is then the mean over the magnitudes of the relative peaks, in the stage's own scale.
 *
 * @throws the pace's reason to stop
 */
export async function validate(
  policy: TrainedPolicy,
  settings: EvaluationSettings,
  stage: ValidatedStage,
  pace: Pace,
): Promise<Validation> {
  const episodes: Episode[] = [];
  const scaled: ResponseMetrics[] = [];
  const magnitudes: MagnitudePeak[] = [];
  const controller = policyController(policy);
  const trained = trainedMagnitudes(settings, stage.number);
  const own = await uncontrolledPeak(trained[0], settings, pace);
  for (const magnitude of trained) {
    const records = validationRecords(magnitude, settings);
    const metrics = await respond({ records, controller, settings, stage }, pace, (trace, record) =>
      episodes.push(toEpisode(record, trace, settings, stage.stroke_limit_m)),
    );
    const meanPeak = limitedPeak(metrics, null);
    const free = magnitude === trained[0] ? own : await uncontrolledPeak(magnitude, settings, pace);
    magnitudes.push({ magnitude, meanPeak, relativePeak: meanPeak / free });
    const scale = own / free;
    scaled.push(
      ...metrics.map((each) => ({ ...each, peakRoofDisplacement: scale * each.peakRoofDisplacement })),
    );
  }
  return {
    meanPeak: limitedPeak(scaled, null),
    magnitudes,
    strokes: scaled.map(({ peakStroke }) => peakStroke),
    score: limitedPeak(scaled, stage.stroke_limit_m),
    ...episodeStatistics(episodes),
  };
}

function validationRecords(magnitude: Magnitude, { spectrum }: EvaluationSettings): GroundMotion[] {
  return Array.from({ length: VALIDATION_RECORDS }, (_, index) =>
    validationRecord(magnitude, spectrum, index),
  );
}

interface Response {
  readonly records: readonly GroundMotion[];
  readonly controller: Controller;
  readonly settings: EvaluationSettings;
  readonly stage: ValidatedStage;
}

function respond(
  { records, controller, settings, stage }: Response,
  pace: Pace,
  onRecord?: (trace: EpisodeTrace, record: GroundMotion) => void,
): Promise<ResponseMetrics[]> {
  const { building, integrator, control_period } = settings;
  return simulateRecords(
    {
      records,
      building: compile(building),
      integrator,
      forceLimit: 1000 * stage.force_limit_kN,
      controller,
      options: () => ({ controlPeriod: control_period }),
    },
    pace,
    onRecord,
  );
}

/** By building, integrator, spectrum and magnitude: nothing that is trained changes them. */
const uncontrolledPeaks = new Map<string, number>();

/** Mean peak of the uncontrolled building on a magnitude's validation records, m. */
async function uncontrolledPeak(
  magnitude: Magnitude,
  settings: EvaluationSettings,
  pace: Pace,
): Promise<number> {
  const { building, integrator, spectrum } = settings;
  const { key } = compile(building);
  const name = [integrator, spectrum, magnitude, key].join(' ');
  const known = uncontrolledPeaks.get(name);
  if (known !== undefined) return known;
  const records = validationRecords(magnitude, settings);
  const stage = { number: 1, force_limit_kN: 1, stroke_limit_m: null } as const;
  const metrics = await respond({ records, controller: uncontrolled, settings, stage }, pace);
  const peak = meanOf(metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement));
  uncontrolledPeaks.set(name, peak);
  return peak;
}
