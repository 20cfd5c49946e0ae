import type { RunSettings, StageSettings } from '../curriculum/settings';
import type { Counters } from '../ppo/runnerState';
import type { Progress } from './protocol';

/** Iterations over which the speed is taken; fast ones are taken together for a while first. */
const WINDOW = 5;
/** Milliseconds, at least, from one mark of the clock to the next. */
const MARK_SPACING = 1000;
/** Milliseconds between two reports: what a person can follow. */
const REPORT_INTERVAL = 100;

interface Mark {
  /** Milliseconds. */
  readonly time: number;
  readonly timesteps: number;
}

/** Turns counters and the clock into what a progress bar shows. */
export class ProgressMeter {
  readonly #settings: RunSettings;
  readonly #stage: StageSettings;
  readonly #now: () => number;
  #marks: readonly Mark[] = [];
  #last: Mark | undefined;
  #lastReport = -Infinity;

  /** @param now milliseconds, monotonic */
  constructor(settings: RunSettings, stage: StageSettings, start: Counters, now: () => number) {
    this.#settings = settings;
    this.#stage = stage;
    this.#now = now;
    this.iterationDone(start);
  }

  iterationDone({ stageTimesteps }: Counters): void {
    this.#last = { time: this.#now(), timesteps: stageTimesteps };
    const newest = this.#marks.at(-1);
    if (newest && this.#last.time - newest.time < MARK_SPACING) return;
    this.#marks = [...this.#marks, this.#last].slice(-WINDOW - 1);
  }

  /** True at most once in each report interval. */
  isDue(): boolean {
    const due = this.#now() - this.#lastReport >= REPORT_INTERVAL;
    if (due) this.#lastReport = this.#now();
    return due;
  }

  report(counters: Counters, phase: Progress['phase'], phaseFraction: number): Omit<Progress, 'deviceBytes'> {
    const stageTotal = this.#stage.total_timesteps;
    const stageTimesteps = Math.min(counters.stageTimesteps, stageTotal);
    const totals = this.#settings.stages.map((stage) => stage.total_timesteps);
    const runTotal = sum(totals);
    const runTimesteps = sum(totals.slice(0, this.#stage.number - 1)) + stageTimesteps;
    const stepsPerSecond = this.#stepsPerSecond();
    return {
      stage: this.#stage.number,
      stageTimesteps,
      stageTotal,
      runTimesteps,
      runTotal,
      stepsPerSecond,
      secondsLeft: stepsPerSecond > 0 ? (runTotal - runTimesteps) / stepsPerSecond : null,
      phase,
      phaseFraction,
    };
  }

  #stepsPerSecond(): number {
    const first = this.#marks[0];
    const last = this.#last;
    if (!first || !last || last.time <= first.time) return 0;
    return (1000 * (last.timesteps - first.timesteps)) / (last.time - first.time);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
