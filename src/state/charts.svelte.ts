import { SvelteSet } from 'svelte/reactivity';
import { recall, remember } from '../platform/memory';
import type { LogsState } from './logs.svelte';

const KEY = 'tmd-lab.charts';

/** Environment steps; seconds since the run's first iteration; or the time of day. */
export type XAxis = 'steps' | 'relative' | 'wall';
const X_AXES: readonly XAxis[] = ['steps', 'relative', 'wall'];

/** TensorBoard's own start and limit of the slider. */
const USUAL_SMOOTHING = 0.6;
export const MAX_SMOOTHING = 0.99;

interface Preferences {
  readonly xAxis: XAxis;
  readonly smoothing: number;
  readonly isLogarithmic: boolean;
}

/** How all charts show the logs: what one of them is told, all of them do. */
export class ChartsState {
  readonly #logs: LogsState;
  #xAxis: XAxis = $state('steps');
  #smoothing: number = $state(USUAL_SMOOTHING);
  #isLogarithmic: boolean = $state(false);

  /** What is shown of the x axis; null: everything. */
  range: { readonly min: number; readonly max: number } | null = $state.raw(null);
  /** Where the shared cursor stands on the x axis; null: at the newest value. */
  cursor: number | null = $state(null);
  /** Other runs that are wanted behind the run on the page. */
  readonly #compared = new SvelteSet<string>();
  isRunHidden: boolean = $state(false);

  constructor(logs: LogsState) {
    this.#logs = logs;
    const { xAxis, smoothing, isLogarithmic } = stored();
    if (xAxis && X_AXES.includes(xAxis)) this.#xAxis = xAxis;
    if (typeof smoothing === 'number') this.#smoothing = Math.min(MAX_SMOOTHING, Math.max(0, smoothing));
    this.#isLogarithmic = isLogarithmic === true;
  }

  get xAxis(): XAxis {
    return this.#xAxis;
  }

  set xAxis(xAxis: XAxis) {
    this.#xAxis = xAxis;
    this.range = null;
    this.cursor = null;
    this.#store();
  }

  get smoothing(): number {
    return this.#smoothing;
  }

  set smoothing(smoothing: number) {
    this.#smoothing = smoothing;
    this.#store();
  }

  get isLogarithmic(): boolean {
    return this.#isLogarithmic;
  }

  set isLogarithmic(isLogarithmic: boolean) {
    this.#isLogarithmic = isLogarithmic;
    this.#store();
  }

  /** Whether another run's log is drawn: one that is wanted, and there. */
  isCompared(run: string): boolean {
    return this.#compared.has(run) && this.#logs.other(run) !== undefined;
  }

  /** Draws another run's log behind the one on the page, or takes it away again. */
  async compare(run: string, isCompared: boolean): Promise<void> {
    this.#compared.delete(run);
    if (!isCompared) return;
    this.#compared.add(run);
    try {
      await this.#logs.openOther(run);
    } catch (error) {
      this.#compared.delete(run);
      throw error;
    }
  }

  #store(): void {
    const { xAxis, smoothing, isLogarithmic } = this;
    remember(KEY, JSON.stringify({ xAxis, smoothing, isLogarithmic }));
  }
}

function stored(): Partial<Preferences> {
  try {
    return (JSON.parse(recall(KEY) ?? '{}') as Partial<Preferences> | null) ?? {};
  } catch {
    return {};
  }
}
