import type { LogKey } from '../../logging/logRecord';
import type { ThinnedLog } from '../../logging/thinnedLog';
import type { SeriesPoints } from '../../logging/thinnedSeries';
import type { XAxis } from '../../state/charts.svelte';
import type { Curve, Range } from './decimate';
import { Smoothing } from './smoothing';

/** Every row has it. */
const STEPS: LogKey = 'time/total_timesteps';

/** The edges of a band around a curve. */
export interface Band {
  readonly low: Curve;
  readonly high: Curve;
}

/** What a chart draws in one colour: the curves of a run, or of several as one. */
export interface DrawnCurves {
  readonly run: string;
  /** Index of its colour. */
  readonly colour: number;
  x(axis: XAxis): Float64Array;
  /** Undefined for a key without values. */
  raw(key: LogKey, axis: XAxis): Curve | undefined;
  smoothed(key: LogKey, axis: XAxis, weight: number): Curve | undefined;
  /** Where stages 2, 3 and 4 begin. */
  stageStarts(axis: XAxis): { readonly stage: number; readonly x: number }[];
  /** Around the smoothed curve; only several runs have one. */
  band?(key: LogKey, axis: XAxis, weight: number): Band | undefined;
}

/** The curves of one run, smoothed once and extended as its log grows. */
export class RunCurves implements DrawnCurves {
  readonly run: string;
  readonly log: ThinnedLog;
  /** Index of its colour. */
  readonly colour: number;
  #generation = 0;
  readonly #smoothed = new Map<LogKey, Smoothing>();

  constructor(run: string, log: ThinnedLog, colour: number) {
    this.run = run;
    this.log = log;
    this.colour = colour;
  }

  /** Positions of the rows, of all or as many as are drawn. */
  x(axis: XAxis): Float64Array {
    return this.#positions(this.log.points(STEPS), axis);
  }

  /** Undefined for a key without values. */
  raw(key: LogKey, axis: XAxis): Curve | undefined {
    const points = this.log.points(key);
    return points.value.length > 0 ? { x: this.#positions(points, axis), y: points.value } : undefined;
  }

  smoothed(key: LogKey, axis: XAxis, weight: number): Curve | undefined {
    const raw = this.raw(key, axis);
    if (!raw) return undefined;
    this.#forgetOldGeneration();
    let smoothing = this.#smoothed.get(key);
    if (smoothing?.weight !== weight) {
      smoothing = new Smoothing(weight);
      this.#smoothed.set(key, smoothing);
    }
    return { x: raw.x, y: smoothing.extend(raw.y, this.log.points(key).stage) };
  }

  /** Where stages 2, 3 and 4 begin. */
  stageStarts(axis: XAxis): { readonly stage: number; readonly x: number }[] {
    const { stage } = this.log.points(STEPS);
    const x = this.x(axis);
    const starts = [];
    for (let row = 1; row < stage.length; row++) {
      if (stage[row] !== stage[row - 1]) starts.push({ stage: stage[row], x: x[row - 1] });
    }
    return starts;
  }

  #positions({ steps, wallTime }: SeriesPoints, axis: XAxis): Float64Array {
    if (axis === 'steps') return steps;
    if (axis === 'wall') return wallTime;
    const [start] = this.log.points(STEPS).wallTime;
    return wallTime.map((time) => time - start);
  }

  #forgetOldGeneration(): void {
    if (this.#generation === this.log.generation) return;
    this.#generation = this.log.generation;
    this.#smoothed.clear();
  }
}

/** What all runs together cover; a single point gets room on both sides. Null: there is no point. */
export function extent(runs: readonly DrawnCurves[], axis: XAxis): Range | null {
  let [min, max] = [Infinity, -Infinity];
  for (const curves of runs) {
    const x = curves.x(axis);
    if (x.length === 0) continue;
    min = Math.min(min, x[0]);
    max = Math.max(max, x[x.length - 1]);
  }
  if (min > max) return null;
  return min === max ? { min: min - 0.5, max: max + 0.5 } : { min, max };
}
