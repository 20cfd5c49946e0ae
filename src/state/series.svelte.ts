import { checkpointPath } from '../checkpoint/names';
import { parseSeedRunName } from '../curriculum/runName';
import { seedNamesProblem, seedSettings } from '../curriculum/seedList';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import type { FilesState } from './files.svelte';
import type { Series } from './keptSeries';
import { keepSeries, keptSeries } from './keptSeries';
import type { RunControl } from './runControl.svelte';
import type { RunsState } from './runs.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';

/** How many runs a series may have. */
export const SERIES_SIZES = { min: 2, max: 16, usual: 8 } as const;

/** One run of the series. */
interface Member {
  readonly settings: RunSettings;
  readonly isComplete: boolean;
}

/** What of the page a series is trained with. */
interface RestOfPage {
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: TrainingState;
  readonly control: RunControl;
  readonly runs: Pick<RunsState, 'rememberAll'>;
}

/** Runs for several seeds, trained one after another: each begins, stops and goes on as it would alone. */
export class SeriesState {
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #control: RunControl;
  readonly #runs: Pick<RunsState, 'rememberAll'>;
  /** The run that was started last. */
  #begun: string | null = null;

  /** Null: there is none to go on with. */
  kept: Series | null = $state.raw(keptSeries());
  /** Its runs follow each other until all are complete, or one ends otherwise. */
  isGoing = $state(false);

  readonly members: readonly Member[] = $derived.by(() => {
    if (!this.kept) return [];
    const { settings, seeds } = this.kept;
    const isThere = (wanted: string) => this.#files.all.some(({ path }) => path === wanted);
    const { status, run } = this.#training;
    return seeds.map((seed) => {
      const own = seedSettings(settings, seed);
      // Its final model is saved before it is measured under imperfections.
      const isUnderWay = status !== 'idle' && run === own.run;
      return { settings: own, isComplete: !isUnderWay && isThere(checkpointPath(own, 'final', STAGE_COUNT)) };
    });
  });

  readonly complete: number = $derived.by(() => this.members.filter(({ isComplete }) => isComplete).length);

  /** What is trained next, or at this moment; null: all are complete. */
  readonly next: RunSettings | null = $derived.by(
    () => this.members.find(({ isComplete }) => !isComplete)?.settings ?? null,
  );

  /** Part of all steps that is done, 0 to 1. */
  readonly fraction: number = $derived.by(() => {
    const { progress, run } = this.#training;
    const isOfNext = this.isGoing && progress !== null && run === this.next?.run;
    const ofNext = isOfNext ? progress.runTimesteps / progress.runTotal : 0;
    return this.members.length > 0 ? (this.complete + ofNext) / this.members.length : 0;
  });

  /** Until all are complete, at the present speed; null: it is not known yet. */
  readonly secondsLeft: number | null = $derived.by(() => {
    const { progress } = this.#training;
    if (!this.isGoing || !progress || progress.secondsLeft === null || progress.stepsPerSecond <= 0)
      return null;
    const others = this.members.length - this.complete - 1;
    return progress.secondsLeft + (others * progress.runTotal) / progress.stepsPerSecond;
  });

  constructor(rest: RestOfPage) {
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#training = rest.training;
    this.#control = rest.control;
    this.#runs = rest.runs;
  }

  /** The seeds of a new series: those that follow on the seed of the run on the page. */
  seedsFor(count: number): readonly number[] {
    const { seed } = this.#settings.current;
    return Array.from({ length: count }, (_, i) => seed + i);
  }

  /** The run whose name those of a new series begin with: of one that was made for a seed, the one that it was made from. */
  get base(): string {
    const { run } = this.#settings.current;
    return parseSeedRunName(run)?.series ?? run;
  }

  /** Why no series can be begun; null: it can. */
  problemOf(count: number): string | null {
    return seedNamesProblem(this.base, this.seedsFor(count));
  }

  /** Begins a series from the settings on the page. Its runs that are there already are complete, or go on. */
  start(count: number): void {
    const series = { settings: { ...this.#settings.current, run: this.base }, seeds: this.seedsFor(count) };
    this.kept = series;
    keepSeries(series);
    this.#runs.rememberAll(series.seeds.map((seed) => seedSettings(series.settings, seed)));
    this.goOn();
  }

  goOn(): void {
    this.#begun = null;
    this.isGoing = true;
    this.follow();
  }

  /** Its runs stay as they are. */
  giveUp(): void {
    this.isGoing = false;
    this.kept = null;
    keepSeries(null);
  }

  /** Takes the next step that can be taken; call after whatever changed on the page. */
  follow(): void {
    const { status, outcome } = this.#training;
    if (!this.isGoing || status !== 'idle' || !this.#files.isLoaded) return;
    const { next } = this;
    const hasFailed = this.#begun !== null && (outcome !== 'complete' || this.#begun === next?.run);
    if (next === null || hasFailed) {
      this.isGoing = false;
      return;
    }
    if (this.#settings.current.run !== next.run) this.#settings.change(next);
    // How far its emergency checkpoints are is read first, and another tab may have it.
    if (!this.#control.canAct || this.#control.isComparing) return;
    this.#begun = next.run;
    const { emergency } = this.#control;
    if (emergency) this.#training.continueFrom(emergency.path);
    else this.#training.start();
  }
}
