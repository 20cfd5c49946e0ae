import type { Integrator } from '../../building/stepMap';
import type { EpisodeOptions } from '../../environment/simulateEpisode';
import { simulateEpisode } from '../../environment/simulateEpisode';
import type { GroundMotion } from '../../groundMotion/groundMotion';
import { trainingRecords } from '../../groundMotion/catalogue';
import type { Magnitude, Spectrum } from '../../groundMotion/synthetic';
import { MAGNITUDES } from '../../groundMotion/synthetic';
import type { Tuning } from './passiveDamper';
import { suspensionOf } from './passiveDamper';
import { saturatedLqr } from './saturatedLqr';
import { uncontrolled } from './uncontrolled';

/** Training records of each magnitude that controllers are tuned on. */
const TUNING_RECORDS = 10;

/** Force weights that the regulator is tried with, m2/N2: four a decade, from nearly bang-bang to nearly idle. */
export const FORCE_WEIGHTS: readonly number[] = Array.from({ length: 25 }, (_, i) => 10 ** (i / 4 - 16));

/** Tunings that the passive damper is tried with. Dashpots of less than 1 % are not built. */
export const TUNINGS: readonly Tuning[] = [
  0.18, 0.185, 0.19, 0.1925, 0.195, 0.1975, 0.2, 0.2025, 0.205, 0.21,
].flatMap((frequency) => [0.01, 0.02, 0.03, 0.05, 0.1].map((dampingRatio) => ({ frequency, dampingRatio })));

/** What a controller is tuned for. */
export interface TuningTask {
  readonly spectrum: Spectrum;
  readonly integrator: Integrator;
}

/** The candidate with the smallest score, the first of equals. */
export function best<Candidate>(
  candidates: readonly Candidate[],
  score: (candidate: Candidate) => number,
): Candidate {
  const scores = candidates.map(score);
  return candidates[scores.indexOf(Math.min(...scores))];
}

/**
 * Mean peak roof displacement, m, of the saturated regulator over a magnitude's training records.
 *
 * @param forceLimit N
 * @param forceWeight m2/N2
 */
export function lqrScore(
  { spectrum, integrator }: TuningTask,
  magnitude: Magnitude,
  forceLimit: number,
  forceWeight: number,
): number {
  const controller = saturatedLqr(integrator, forceLimit, forceWeight);
  return mean(
    tuningRecords(magnitude, spectrum),
    (record) => simulateEpisode(record, { integrator, forceLimit }, controller).metrics.peakRoofDisplacement,
  );
}

/** What scores tunings: the mean over all training records of the peak, relative to the one with the usual suspension. */
export function passiveScore({ spectrum, integrator }: TuningTask): (tuning: Tuning) => number {
  const peak = (record: GroundMotion, options: EpisodeOptions) =>
    simulateEpisode(record, { integrator, forceLimit: 0, ...options }, uncontrolled).metrics
      .peakRoofDisplacement;
  const records = MAGNITUDES.flatMap((magnitude) => tuningRecords(magnitude, spectrum));
  const usual = new Map(records.map((record) => [record, peak(record, {})]));
  return (tuning) => {
    const suspension = suspensionOf(tuning);
    return mean(records, (record) => peak(record, { suspension }) / (usual.get(record) ?? NaN));
  };
}

function tuningRecords(magnitude: Magnitude, spectrum: Spectrum): readonly GroundMotion[] {
  return trainingRecords(magnitude, spectrum, TUNING_RECORDS);
}

function mean(records: readonly GroundMotion[], of: (record: GroundMotion) => number): number {
  return records.reduce((total, record) => total + of(record), 0) / records.length;
}
