import { compile } from '../building/building';
import type { ResponseMetrics } from '../building/responseMetrics';
import { trainedMagnitudes } from '../curriculum/builtInRecords';
import type { StageSettings } from '../curriculum/settings';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { Magnitude } from '../groundMotion/synthetic';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import type { Episode } from '../ppo/runnerState';
import { policyController } from './controllers/policyController';
import { uncontrolled } from './controllers/uncontrolled';
import type { EpisodeStatistics } from './episodeStatistics';
import { episodeStatistics } from './episodeStatistics';
import { validationRecords } from './evaluationRecords';
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
  /** By magnitude that the stage trains on, its own first; none where that is the only one. */
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
  const means: number[] = [];
  const { spectrum, integrator, control_period } = settings;
  const [building, forceLimit] = [taskBuilding(settings), 1000 * stage.force_limit_kN];
  const [controller, options] = [policyController(policy), { controlPeriod: control_period }];
  const trained = trainedMagnitudes(settings, stage.number);
  // One alone is in its own scale.
  const free = trained.length > 1 ? await uncontrolledPeaks(trained, settings, pace) : [];
  for (const [index, magnitude] of trained.entries()) {
    const records = validationRecords(magnitude, spectrum);
    const metrics = await simulateRecords(
      { records, building, integrator, forceLimit, controller, options: () => options },
      pace,
      (trace, record) => episodes.push(toEpisode(record, trace, settings, stage.stroke_limit_m)),
    );
    means.push(limitedPeak(metrics, null));
    const scale = index === 0 ? 1 : free[0] / free[index];
    scaled.push(
      ...metrics.map((each) => ({ ...each, peakRoofDisplacement: scale * each.peakRoofDisplacement })),
    );
  }
  return {
    meanPeak: limitedPeak(scaled, null),
    magnitudes: free.map((peak, index) => ({
      magnitude: trained[index],
      meanPeak: means[index],
      relativePeak: means[index] / peak,
    })),
    strokes: scaled.map(({ peakStroke }) => peakStroke),
    score: limitedPeak(scaled, stage.stroke_limit_m),
    ...episodeStatistics(episodes),
  };
}

/** By building, integrator, spectrum and magnitude: nothing that is trained changes them. */
const known = new Map<string, number>();

/** Mean peaks of the uncontrolled building on some magnitudes' validation records, m. */
async function uncontrolledPeaks(
  magnitudes: readonly Magnitude[],
  { building: design, spectrum, integrator }: EvaluationSettings,
  pace: Pace,
): Promise<number[]> {
  const building = compile(design);
  const peaks: number[] = [];
  for (const magnitude of magnitudes) {
    const key = [integrator, spectrum, magnitude, building.key].join(' ');
    const records = validationRecords(magnitude, spectrum);
    const idle = { records, building, integrator, forceLimit: 0, controller: uncontrolled };
    const peak = known.get(key) ?? limitedPeak(await simulateRecords(idle, pace), null);
    known.set(key, peak);
    peaks.push(peak);
  }
  return peaks;
}
