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
import { meanOf } from '../../numerics/mean';
import type { Pace } from '../pace';
import { limitedPeak } from '../strokeLimit';
import type { Tuning } from './passiveDamper';
import { suspensionOf } from './passiveDamper';
import type { LqrWeights } from './saturatedLqr';
import { saturatedLqr } from './saturatedLqr';
import { uncontrolled } from './uncontrolled';

/** Training records of each magnitude that the passive damper is tuned on. */
const TUNING_RECORDS = 10;
/** Steps of training records that a regulator of free stroke is tuned on: records of small earthquakes are short. */
const TUNING_STEPS = 100_000;
/** Part of them that the grid is gone through with, before what is best there is refined on all. */
const GRID_PART = 1 / 4;
/** Those of a regulator whose stroke is limited: it has to keep the limit on 95 % of them, which of 10 would be all. */
const LIMITED_TUNING_RECORDS = 20;

/**
 * Force weights that the regulator is tried with, m2/N2: four a decade, from nearly bang-bang to nearly idle. Both are
 * relative to the roof's stiffness in the fundamental mode, so that buildings of any size are tried alike.
 */
export function forceWeights(building: Building): number[] {
  const { roofStiffness } = fundamentalMode(building);
  const inQuarters = Math.round(-8 * Math.log10(roofStiffness));
  return Array.from({ length: 25 }, (_, i) => 10 ** ((inQuarters + i - 14) / 4));
}

/** Weights of the stroke that a regulator of limited stroke is tried with first, from none to one that hardly lets it move. */
const STROKE_WEIGHTS = [0, ...Array.from({ length: 7 }, (_, i) => 10 ** (i / 2 - 3))];

/** Weights that a regulator of limited stroke is tried with first: the force's two decades further than of a free one. */
function limitedWeights(building: Building): LqrWeights[] {
  const [smallest] = forceWeights(building);
  const forces = Array.from({ length: 9 }, (_, i) => 10 ** i * smallest);
  return STROKE_WEIGHTS.flatMap((stroke) => forces.map((force) => ({ force, stroke, gain: 1 })));
}

/** Gains that a regulator of free stroke is tried with first. */
const GAINS = [0, 1, 2, 3, 4].map((quarters) => 10 ** (-quarters / 4));

/** What a regulator of free stroke is tried with first: one force weight a decade. */
function freeWeights(building: Building): LqrWeights[] {
  const forces = forceWeights(building).filter((_, i) => i % 4 === 0);
  return GAINS.flatMap((gain) => forces.map((force) => ({ force, stroke: 0, gain })));
}

/**
 * Those around some weights.
 *
 * @param second the one that is searched for beside the force's
 * @param factor from one to the next
 */
function neighbours(weights: LqrWeights, second: 'stroke' | 'gain', factor: number): LqrWeights[] {
  const factors = [1 / factor, 1, factor];
  const seconds = weights[second] === 0 ? [0] : factors.map((by) => by * weights[second]);
  return seconds.flatMap((near) =>
    factors.map((by) => ({ ...weights, [second]: near, force: by * weights.force })),
  );
}

/** Distances to the neighbours that are tried next: each half as many decades as the one before. */
const REFINEMENTS = [1 / 2, 1 / 4, 1 / 8, 1 / 16].map((exponent) => 10 ** exponent);

/** Part of a search that its grid stands for, where the stroke is limited and where it is free. */
const GRID_SHARE = { stroke: 2 / 3, gain: 1 / 5 } as const;

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

/** What a regulator is tuned for. */
export interface RegulatorTask extends TuningTask {
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  readonly stroke_limit_m: number | null;
}

/**
 * What regulators are chosen by: `limitedPeak` over some of the magnitude's training records.
 *
 * @param part of the records that regulators are tuned on, the first of them
 */
export function lqrScore(task: RegulatorTask, weights: LqrWeights, part = 1): number {
  const { integrator, force_limit_kN, stroke_limit_m } = task;
  const building = compile(task.building);
  const forceLimit = 1000 * force_limit_kN;
  const controller = saturatedLqr(building, integrator, forceLimit, weights);
  const records = regulatorRecords(task);
  const metrics = records
    .slice(0, Math.ceil(part * records.length))
    .map((record) => simulateEpisode(record, { building, integrator, forceLimit }, controller).metrics);
  return limitedPeak(metrics, stroke_limit_m);
}

/** Training records that a regulator is tuned on. */
function regulatorRecords({ magnitude, spectrum, stroke_limit_m }: RegulatorTask): readonly GroundMotion[] {
  if (stroke_limit_m !== null) return trainingRecords(magnitude, spectrum, LIMITED_TUNING_RECORDS);
  const [{ acceleration }] = trainingRecords(magnitude, spectrum, 1);
  return trainingRecords(magnitude, spectrum, Math.ceil(TUNING_STEPS / acceleration.length));
}

/**
 * The weights with the smallest score, searched for on a grid and then around the best of it: the force's and the gain where
 * the stroke is free, the force's and the stroke's where it is limited.
 *
 * @throws the pace's reason to stop
 */
export async function bestLqrWeights(
  task: RegulatorTask,
  pace: Pace,
  onProgress: OnProgress = () => {},
): Promise<LqrWeights> {
  const building = compile(task.building);
  const isFree = task.stroke_limit_m === null;
  const second = isFree ? 'gain' : 'stroke';
  const share = GRID_SHARE[second];
  const grid = isFree ? freeWeights(building) : limitedWeights(building);
  const roughly = (weights: LqrWeights) => lqrScore(task, weights, isFree ? GRID_PART : 1);
  let found = await best(grid, roughly, pace, (fraction) => onProgress(share * fraction));
  for (const [round, factor] of REFINEMENTS.entries()) {
    const around = neighbours(found, second, factor);
    found = await best(
      around,
      (weights) => lqrScore(task, weights),
      pace,
      (fraction) => onProgress(share + ((1 - share) * (round + fraction)) / REFINEMENTS.length),
    );
  }
  return found;
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
  const records = MAGNITUDES.flatMap((magnitude) => trainingRecords(magnitude, spectrum, TUNING_RECORDS));
  const usual = new Map(records.map((record) => [record, peak(record, {})]));
  return (tuning) => {
    const suspension = suspensionOf(building, tuning);
    return meanOf(records.map((record) => peak(record, { suspension }) / (usual.get(record) ?? NaN)));
  };
}
