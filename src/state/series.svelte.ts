import { checkpointPath } from '../checkpoint/names';
import { runOverviews } from '../checkpoint/runOverview';
import type { HashedFileEntry } from '../checkpoint/store/disk';
import { DEFAULT_PRESET } from '../curriculum/presets';
import { parseSeedRunName } from '../curriculum/runName';
import { seedNamesProblem, seedSettings } from '../curriculum/seedList';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { isSameButForName } from '../curriculum/settingsLink';
import type { Progress } from '../trainer/protocol';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';
import { continuationsOf } from './continuations';
import type { FilesState } from './files.svelte';
import { parseKeptLink } from './keptDesigns';
import type { Series } from './keptSeries';
import { keepSeries, keptSeries } from './keptSeries';
import type { RunControl } from './runControl.svelte';
import type { RunsState } from './runs.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainedRun } from './trainedRun.svelte';
import type { TrainingState } from './training.svelte';

/** How many runs a series may have. */
export const SERIES_SIZES = { min: 2, max: 16, usual: 8 } as const;

/** One run of the series. */
export interface Member {
  readonly settings: RunSettings;
  readonly isComplete: boolean;
  /** What its training tells, since the series was begun or gone on with; null: nothing. */
  readonly told: TrainedRun | null;
}

/** What of the page a series is trained with. */
interface RestOfPage {
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: TrainingState;
  readonly control: RunControl;
  readonly checkpoints: { readonly details: CheckpointDetailsState };
  readonly runs: Pick<RunsState, 'rememberAll'>;
}

/**
 * Runs for several seeds: each begins, stops and goes on as it would alone. The worker trains them side by side on a GPU, and one
 * after another otherwise.
 */
export class SeriesState {
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #control: RunControl;
  readonly #details: CheckpointDetailsState;
  readonly #runs: Pick<RunsState, 'rememberAll'>;
  /** Its training was asked for, and not only waited for. */
  #isAsked = false;

  /** Null: there is none to go on with. */
  kept: Series | null = $state.raw(null);
  /** What its runs that are there already were trained with is being read. */
  isComparing = $state(false);
  /** Runs that are in the way of a series, with the settings on the page that it was wanted with. */
  #refused: { readonly page: RunSettings; readonly runs: readonly string[] } | null = $state.raw(null);
  /** It is trained, or is about to be. */
  isGoing = $state(false);

  readonly members: readonly Member[] = $derived.by(() => {
    if (!this.kept) return [];
    const { settings, seeds } = this.kept;
    const isThere = (wanted: string) => this.#files.all.some(({ path }) => path === wanted);
    return seeds.map((seed) => {
      const own = seedSettings(settings, seed);
      const told = this.isGoing ? (this.#training.runOf(own.run) ?? null) : null;
      // Its final model is saved before it is measured under imperfections.
      const isOver = !this.#training.isTraining(own.run);
      const isSaved = (['completed', 'final'] as const).every((kind) =>
        isThere(checkpointPath(own, kind, STAGE_COUNT)),
      );
      return { settings: own, told, isComplete: isOver && isSaved };
    });
  });

  readonly complete: number = $derived.by(() => this.members.filter(({ isComplete }) => isComplete).length);

  /** Those that are not complete. */
  readonly left: readonly RunSettings[] = $derived.by(() =>
    this.members.filter(({ isComplete }) => !isComplete).map(({ settings }) => settings),
  );

  /** Names of the runs that are in the way: they have files of other settings. */
  readonly inTheWay: readonly string[] = $derived.by(() => {
    if (this.#refused?.page !== this.#settings.current) return [];
    return this.#refused.runs.filter((run) => this.#files.runs.includes(run));
  });

  /** The runs train side by side; null: that is not known yet. */
  readonly isTogether: boolean | null = $derived.by(() => {
    const { atOnce, device, status } = this.#training;
    if (status !== 'idle') return atOnce === null ? null : atOnce > 1;
    return device.info && device.info.engine === 'webgpu';
  });

  /** Part of all steps that is done, 0 to 1. */
  readonly fraction: number = $derived.by(() => {
    const parts = this.members.map(({ isComplete, told }) => (isComplete ? 1 : partOf(told?.progress)));
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
  });

  /** Until all are complete, at the present speed; null: it is not known yet. */
  readonly secondsLeft: number | null = $derived.by(() => {
    const underWay = this.members.filter(({ told }) => told?.isUnderWay);
    const known = underWay.flatMap(({ told }) => (told?.progress ? timesOf(told.progress) : []));
    if (!this.isGoing || known.length === 0) return null;
    const notBegun = this.members.filter(({ told }) => told && !told.isUnderWay && told.outcome === null);
    const turns = Math.ceil(notBegun.length / (this.#training.atOnce ?? 1));
    const longest = Math.max(...known.map(({ left }) => left));
    return longest + turns * Math.max(...known.map(({ whole }) => whole));
  });

  constructor(rest: RestOfPage) {
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#training = rest.training;
    this.#control = rest.control;
    this.#details = rest.checkpoints.details;
    this.#runs = rest.runs;
    this.kept = keptSeries((problems) => (rest.settings.problems = [...rest.settings.problems, ...problems]));
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
    return seedNamesProblem(this.base, this.seedsFor(count), this.#files.runs);
  }

  /**
   * Begins a series from the settings on the page. Those of its runs that are there already are complete, or go on: where one
   * has other settings, nothing is begun.
   */
  async start(count: number): Promise<void> {
    if (this.isComparing) return;
    const page = this.#settings.current;
    const series = { settings: { ...page, run: this.base }, seeds: this.seedsFor(count) };
    const members = series.seeds.map((seed) => seedSettings(series.settings, seed));
    const there = runOverviews(this.#files.all).flatMap(({ run, newest }) => {
      const settings = members.find((member) => member.run === run);
      return settings ? [{ settings, newest }] : [];
    });
    if (there.length > 0) {
      this.isComparing = true;
      const others = await this.#othersAmong(there);
      this.isComparing = false;
      this.#refused = { page, runs: others };
      if (others.length > 0 || page !== this.#settings.current || this.#training.status !== 'idle') return;
    }
    this.kept = series;
    keepSeries(series);
    this.#runs.rememberAll(members);
    this.goOn();
  }

  /** Names of the runs that have other settings than they would have in the series, or that do not say which they have. */
  async #othersAmong(
    there: readonly { readonly settings: RunSettings; readonly newest: HashedFileEntry | null }[],
  ): Promise<readonly string[]> {
    await Promise.all(there.flatMap(({ newest }) => (newest ? this.#details.read(newest) : [])));
    const others = there.filter(({ settings, newest }) => {
      const link = this.#settings.links.get(settings.run);
      const trained = this.#details.descriptionOf(newest)?.training?.settings;
      const own = trained ?? (link === undefined ? undefined : parseKeptLink(link).settings);
      return !own || !isSame(own, settings);
    });
    return others.map(({ settings }) => settings.run);
  }

  goOn(): void {
    this.#isAsked = false;
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
    if (!this.isGoing || this.#training.status !== 'idle' || !this.#files.isLoaded) return;
    const { left } = this;
    if (this.#isAsked || left.length === 0) {
      this.isGoing = false;
      return;
    }
    if (left.every(({ run }) => run !== this.#settings.current.run)) this.#settings.change(left[0]);
    const places = left.map((settings) => continuationsOf(settings, this.#files.all, this.#details));
    // How far emergency checkpoints are is read first.
    for (const { files } of places) this.#details.look(files);
    // Another tab may have the run on the page.
    if (!this.#control.canAct || places.some(({ isComparing }) => isComparing)) return;
    this.#isAsked = true;
    this.#training.startSeries(
      left.map((settings, i) => ({ settings, path: places[i].offers.at(0)?.path ?? null })),
    );
  }
}

/** Whether two runs differ at most in the name; that of the preset they were made from says nothing. */
function isSame(a: RunSettings, b: RunSettings): boolean {
  return isSameButForName({ ...a, preset: DEFAULT_PRESET }, { ...b, preset: DEFAULT_PRESET });
}

/** Part of its steps that a run has done, 0 to 1. */
function partOf(progress: Progress | null | undefined): number {
  return progress ? progress.runTimesteps / progress.runTotal : 0;
}

/** Seconds that a run has left, and that a whole one takes; nothing where no speed is known. */
function timesOf({ secondsLeft, stepsPerSecond, runTotal }: Progress) {
  if (secondsLeft === null || stepsPerSecond <= 0) return [];
  return [{ left: secondsLeft, whole: runTotal / stepsPerSecond }];
}
