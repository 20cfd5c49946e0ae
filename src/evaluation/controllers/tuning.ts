import type { Building } from '../../building/building';
import { bareFrequencies, compile, fundamentalMode } from '../../building/building';
import type { BuildingDesign } from '../../building/design';
import type { Integrator } from '../../building/stepMap';
import type { EpisodeOptions } from '../../environment/simulateEpisode';
import { simulateEpisode } from '../../environment/simulateEpisode';
import type { GroundMotion } from '../../groundMotion/groundMotion';
import { trainingRecords } from '../../groundMotion/catalogue';
import type { Magnitude, Spectrum } from '../../groundMotion/synthetic';
import { MAGNITUDES } from '../../groundMotion/synthetic';
import type { Pace } from '../pace';
import type { Tuning } from './passiveDamper';
import { suspensionOf } from './passiveDamper';
import { saturatedLqr } from './saturatedLqr';
import { uncontrolled } from './uncontrolled';

/** Training records of each magnitude that controllers are tuned on. */
const TUNING_RECORDS = 10;

/**
 * Force weights that the regulator is tried with, m2/N2: four a decade, from nearly bang-bang to nearly idle. Both are
 * relative to the roof's stiffness in the fundamental mode, so that buildings of any size are tried alike.
 */
export function forceWeights(building: Building): number[] {
  const { roofStiffness } = fundamentalMode(building);
  const inQuarters = Math.round(-8 * Math.log10(roofStiffness));
  return Array.from({ length: 25 }, (_, i) => 10 ** ((inQuarters + i - 14) / 4));
}

/** In parts of the first frequency of the building without its damper. */
const FREQUENCY_RATIOS = [0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1, 1.025, 1.05, 1.1];
/** Dashpots of less than 1 % are not built; heavy dampers need more than light ones. */
const DAMPING_RATIOS = [0.01, 0.03, 0.06, 0.1, 0.15, 0.2];

/** Tunings that the passive damper of a building is tried with. */
export function tunings(building: Building): Tuning[] {
  const [first] = bareFrequencies(building);
  return FREQUENCY_RATIOS.flatMap((ratio) =>
    DAMPING_RATIOS.map((dampingRatio) => ({ frequency: ratio * first, dampingRatio })),
  );
}

/** What a controller is tuned for. */
export interface TuningTask {
  /** Absent: the v9 building. */
  readonly building?: BuildingDesign | undefined;
  readonly spectrum: Spectrum;
  readonly integrator: Integrator;
}

/** Hears the part of a search that is done, 0 to 1. */
export type OnProgress = (fraction: number) => void;

/**
 * The candidate with the smallest score, the first of equals.
 *
 * @throws the pace's reason to stop
 */
export async function best<Candidate>(
  candidates: readonly Candidate[],
  score: (candidate: Candidate) => number,
  pace: Pace,
  onProgress: OnProgress = () => {},
): Promise<Candidate> {
  const scores: number[] = [];
  for (const candidate of candidates) {
    scores.push(score(candidate));
    onProgress(scores.length / candidates.length);
    await pace.rest();
  }
  return candidates[scores.indexOf(Math.min(...scores))];
}

/**
 * Mean peak roof displacement, m, of the saturated regulator over a magnitude's training records.
 *
 * @param forceLimit N
 * @param forceWeight m2/N2
 */
export function lqrScore(
  { building: design, spectrum, integrator }: TuningTask,
  magnitude: Magnitude,
  forceLimit: number,
  forceWeight: number,
): number {
  const building = compile(design);
  const controller = saturatedLqr(building, integrator, forceLimit, forceWeight);
  const task = { building, integrator, forceLimit };
  return mean(
    tuningRecords(magnitude, spectrum),
    (record) => simulateEpisode(record, task, controller).metrics.peakRoofDisplacement,
  );
}

/** What scores tunings: the mean over all training records of the peak, relative to the one with the usual suspension. */
export function passiveScore({
  building: design,
  spectrum,
  integrator,
}: TuningTask): (tuning: Tuning) => number {
  const building = compile(design);
  const peak = (record: GroundMotion, options: EpisodeOptions) =>
    simulateEpisode(record, { building, integrator, forceLimit: 0, ...options }, uncontrolled).metrics
      .peakRoofDisplacement;
  const records = MAGNITUDES.flatMap((magnitude) => tuningRecords(magnitude, spectrum));
  const usual = new Map(records.map((record) => [record, peak(record, {})]));
  return (tuning) => {
    const suspension = suspensionOf(building, tuning);
    return mean(records, (record) => peak(record, { suspension }) / (usual.get(record) ?? NaN));
  };
}

function tuningRecords(magnitude: Magnitude, spectrum: Spectrum): readonly GroundMotion[] {
  return trainingRecords(magnitude, spectrum, TUNING_RECORDS);
}

function mean(records: readonly GroundMotion[], of: (record: GroundMotion) => number): number {
  return records.reduce((total, record) => total + of(record), 0) / records.length;
}
