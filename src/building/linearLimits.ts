import type { Floor } from './building';
import type { ResponseMetrics } from './responseMetrics';

/**
 * Where the model leaves reality. It is linear: a real frame yields, and a real damper meets its stops.
 */

/**
 * Drift of a storey, as a part of its height, from which a frame is damaged: the transient drift of a concrete frame at
 * the performance level Immediate Occupancy (FEMA 356, 2000, table C1-3; 0.7 % for a steel moment frame).
 */
export const DAMAGING_DRIFT_RATIO = 0.01;

/**
 * Drift of a storey, as a part of its height, from which a frame is close to collapse: the transient drift of a concrete
 * frame at the performance level Collapse Prevention (the same table; 5 % for a steel moment frame).
 */
export const COLLAPSING_DRIFT_RATIO = 0.04;

/** Stroke, m, of the damper of Taipei 101, 660 t, at its design limit: no built one is known to swing further. */
export const LARGEST_BUILT_STROKE = 1.5;

/** What a response has to do with a real building. */
export interface Realism {
  /** Largest storey drift as a part of the storey's height. */
  readonly driftRatio: number;
  readonly drift: 'elastic' | 'damaging' | 'collapsing';
  /** Largest stroke of the damper, m. */
  readonly stroke: number;
  readonly isStrokeBuilt: boolean;
}

/** The height that drifts are compared with, m: the smallest, since the drifts of any storey may be the largest. */
export function storeyHeight({ floors }: { readonly floors: readonly Floor[] }): number {
  return Math.min(...floors.map(({ height }) => height));
}

/** Compares a response of a building with what a frame and a damper can do. */
export function realismOf({
  peakDriftRatio: driftRatio,
  peakStroke,
}: Pick<ResponseMetrics, 'peakDriftRatio' | 'peakStroke'>): Realism {
  const drift =
    driftRatio > COLLAPSING_DRIFT_RATIO
      ? 'collapsing'
      : driftRatio > DAMAGING_DRIFT_RATIO
        ? 'damaging'
        : 'elastic';
  return { driftRatio, drift, stroke: peakStroke, isStrokeBuilt: peakStroke <= LARGEST_BUILT_STROKE };
}
