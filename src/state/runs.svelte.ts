import { SvelteSet } from 'svelte/reactivity';
import { lockedRuns } from '../checkpoint/store/runLock';
import { fileName } from '../checkpoint/names';
import type { RunOverview } from '../checkpoint/runOverview';
import { runOverviews } from '../checkpoint/runOverview';
import { isSameRunFolder, newRunNameProblem, parseSeedRunName } from '../curriculum/runName';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink, parseSettingsLink } from '../curriculum/settingsLink';
import { runsText as text } from '../strings/runs';
import type { CheckpointDescription } from '../trainer/protocol';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';
import type { FilesState } from './files.svelte';
import type { NoticesState } from './notices.svelte';
import { forgetRunLink, rememberRunLink, runLinks } from './runLinks';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';

/** A run that has files, or that was created and waits for its first training. */
export interface RunRow extends Omit<RunOverview, 'writtenAt'> {
  /** Milliseconds since 1970; null: it has no file. */
  readonly writtenAt: number | null;
  /** Its settings are the ones on the page. */
  readonly isCurrent: boolean;
  readonly isTraining: boolean;
  readonly isLockedElsewhere: boolean;
}

/** What is done to a run under a name that the user gives. */
export type RunNaming =
  { readonly kind: 'create' } | { readonly kind: 'rename' | 'duplicate'; readonly run: string };

const WITHOUT_FILES = {
  files: [],
  size: 0,
  writtenAt: null,
  completed: null,
  isComplete: false,
  emergency: null,
  newest: null,
};

/** What of the page the runs are taken from, and told to. */
interface RestOfPage {
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: TrainingState;
  readonly checkpoints: { readonly details: CheckpointDetailsState };
  readonly notices: NoticesState;
}

/** All runs of this browser, and what a person does with them. */
export class RunsState {
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #notices: NoticesState;
  readonly #details: CheckpointDetailsState;
  /** Settings of runs, by name. */
  #links: Readonly<Record<string, string>> = $state.raw(runLinks());
  #locked: readonly string[] = $state.raw([]);

  /** Waits for a name. */
  naming: RunNaming | null = $state.raw(null);
  name = $state('');
  /** A run that is deleted once the user agrees. */
  deletion: RunRow | null = $state.raw(null);
  readonly compared = new SvelteSet<string>();

  readonly rows: readonly RunRow[] = $derived.by(() => {
    const overviews = runOverviews(this.#files.all);
    const current = this.#settings.current.run;
    const known = [...overviews.map(({ run }) => run), ...Object.keys(this.#links), current];
    const distinct = known.filter((run, index) => known.indexOf(run) === index).sort(inOrder);
    return distinct.map((run) => ({
      ...WITHOUT_FILES,
      ...overviews.find((overview) => overview.run === run),
      run,
      isCurrent: run === current,
      isTraining: this.#training.isTraining(run),
      isLockedElsewhere: this.#locked.includes(run) && !this.#training.isTraining(run),
    }));
  });

  /** This tab trains: the page stays with its runs. */
  readonly isBusy: boolean = $derived.by(() => this.#training.status !== 'idle');

  readonly nameProblem: string | null = $derived.by(() => {
    if (this.name === '') return text.nameRule;
    const runs = this.rows.map(({ run }) => run);
    return newRunNameProblem(this.name, runs);
  });

  constructor(rest: RestOfPage) {
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#training = rest.training;
    this.#notices = rest.notices;
    this.#details = rest.checkpoints.details;
  }

  /** Looks at which runs other tabs work on. */
  async lookAtLocks(): Promise<void> {
    this.#locked = await lockedRuns();
  }

  /** What the newest checkpoint of a run holds; undefined until it has been read. */
  descriptionOf({ newest }: RunRow): CheckpointDescription | undefined {
    return this.#details.descriptionOf(newest);
  }

  /** Reads the newest checkpoint of each run. */
  look(): void {
    this.#details.look(this.rows.flatMap(({ newest }) => newest ?? []));
  }

  /** The settings that a run opens with; undefined where nothing says. */
  settingsOf(row: RunRow): RunSettings | undefined {
    if (row.isCurrent) return this.#settings.current;
    const trained = this.#training.runOf(row.run);
    if (trained && this.isBusy) return trained.settings;
    const link = this.#links[row.run];
    const found = link ? parseSettingsLink(link).settings : this.descriptionOf(row)?.training?.settings;
    return found && { ...found, run: row.run };
  }

  /** Whether the page may go to a run now. */
  canOpen({ run }: RunRow): boolean {
    return !this.isBusy || this.#training.runOf(run) !== undefined;
  }

  /** Goes to a run, with its settings. */
  open(row: RunRow): void {
    this.#rememberCurrent();
    this.#settings.change(this.settingsOf(row) ?? { ...this.#settings.current, run: row.run });
  }

  askName(naming: RunNaming): void {
    this.naming = naming;
    this.name = naming.kind === 'create' ? '' : this.#freeName(naming.run);
  }

  async confirmName(): Promise<void> {
    const { naming, name } = this;
    if (!naming || this.nameProblem) return;
    this.naming = null;
    await this.#notices.attempt('run', async () => {
      if (naming.kind === 'create') this.#create(name);
      else await this.#relocate(naming.run, name, { keep: naming.kind === 'duplicate' });
    });
  }

  async confirmDeletion(): Promise<void> {
    const row = this.deletion;
    if (!row) return;
    this.deletion = null;
    await this.#notices.attempt('run', async () => {
      const paths = row.files.map(({ path }) => path);
      if (paths.length > 0) await this.#training.client.call('delete', { run: row.run, paths });
      this.compared.delete(row.run);
      this.#forget(row.run);
      if (row.isCurrent) this.#settings.change({ ...this.#settings.current, run: '' });
      await this.#files.refresh();
    });
  }

  /** Runs that wait for their first training are in the list from now on. */
  rememberAll(runs: readonly RunSettings[]): void {
    this.#rememberCurrent();
    runs.forEach((settings) => this.#remember(settings));
  }

  #create(name: string): void {
    this.#rememberCurrent();
    this.#settings.change({ ...this.#settings.current, run: name });
    this.#rememberCurrent();
  }

  async #relocate(from: string, to: string, { keep }: { readonly keep: boolean }): Promise<void> {
    const row = this.rows.find(({ run }) => run === from);
    if (!row) return;
    const settings = this.settingsOf(row);
    const left = row.files.length > 0 ? await this.#training.client.call('relocate', { from, to, keep }) : [];
    if (left.length > 0) this.#notices.tell(text.leftBehind(left.map(fileName), from), { from: 'run' });
    if (settings) this.#remember({ ...settings, run: to });
    if (!keep) {
      if (left.length === 0) this.#forget(from);
      if (this.compared.delete(from)) this.compared.add(to);
      if (row.isCurrent) this.#settings.change({ ...this.#settings.current, run: to });
    }
    await this.#files.refresh();
  }

  #freeName(run: string): string {
    const taken = (name: string) => this.rows.some(({ run: other }) => isSameRunFolder(other, name));
    const base = run === '' ? 'default' : run.replace(/-\d+$/, '');
    let number = 2;
    while (taken(`${base}-${number}`)) number++;
    return `${base}-${number}`;
  }

  #rememberCurrent(): void {
    this.#remember(this.#settings.current);
  }

  #remember(settings: RunSettings): void {
    rememberRunLink(settings.run, formatSettingsLink(settings));
    this.#links = runLinks();
  }

  #forget(run: string): void {
    forgetRunLink(run);
    this.#links = runLinks();
  }
}

/** By name; those of several seeds together, after the run that they are made from, in the order of their seeds. */
function inOrder(a: string, b: string): number {
  const [of, other] = [a, b].map((run) => parseSeedRunName(run) ?? { series: run, seed: -1 });
  if (of.series === other.series) return of.seed - other.seed;
  return of.series < other.series ? -1 : 1;
}
