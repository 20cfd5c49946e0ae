import type { LogColumns } from '../../logging/logColumns';
import type { LogKey } from '../../logging/logRecord';
import type { XAxis } from '../../state/charts.svelte';
import type { Curve, Range } from './decimate';
import { Smoothing } from './smoothing';

/** The curves of one run, computed once and extended as its log grows. */
export class RunCurves {
  readonly run: string;
  readonly log: LogColumns;
  /** Index of its colour. */
  readonly colour: number;
  #generation = 0;
  readonly #smoothed = new Map<LogKey, Smoothing>();
  #relative = new Float64Array();

  constructor(run: string, log: LogColumns, colour: number) {
    this.run = run;
    this.log = log;
    this.colour = colour;
  }

  /** Positions of the rows. */
  x(axis: XAxis): Float64Array {
    this.#forgetOldGeneration();
    if (axis === 'steps') return this.log.column('time/total_timesteps') ?? new Float64Array();
    const { wallTime } = this.log;
    if (axis === 'wall') return wallTime;
    if (this.#relative.length !== wallTime.length) {
      this.#relative = wallTime.map((time) => time - wallTime[0]);
    }
    return this.#relative;
  }

  /** Undefined for a key without values. */
  raw(key: LogKey, axis: XAxis): Curve | undefined {
    const y = this.log.column(key);
    return y && { x: this.x(axis), y };
  }

  smoothed(key: LogKey, axis: XAxis, weight: number): Curve | undefined {
    const raw = this.raw(key, axis);
    if (!raw) return undefined;
    let smoothing = this.#smoothed.get(key);
    if (smoothing?.weight !== weight) {
      smoothing = new Smoothing(weight);
      this.#smoothed.set(key, smoothing);
    }
    return { x: raw.x, y: smoothing.extend(raw.y, this.log.stage) };
  }

  /** Where stages 2, 3 and 4 begin. */
  stageStarts(axis: XAxis): { readonly stage: number; readonly x: number }[] {
    const { stage } = this.log;
    const x = this.x(axis);
    const starts = [];
    for (let row = 1; row < stage.length; row++) {
      if (stage[row] !== stage[row - 1]) starts.push({ stage: stage[row], x: x[row - 1] });
    }
    return starts;
  }

  #forgetOldGeneration(): void {
    if (this.#generation === this.log.generation) return;
    this.#generation = this.log.generation;
    this.#smoothed.clear();
    this.#relative = new Float64Array();
  }
}

/** What all runs together cover; a single point gets room on both sides. Null: there is no point. */
export function extent(runs: readonly RunCurves[], axis: XAxis): Range | null {
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
