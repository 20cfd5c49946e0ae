import { SvelteSet } from 'svelte/reactivity';
import { lockedRuns } from '../checkpoint/store/runLock';
import { fileName } from '../checkpoint/names';
import type { RunOverview } from '../checkpoint/runOverview';
import { runOverviews } from '../checkpoint/runOverview';
import { isSameRunFolder, newRunNameProblem, parseSeedRunName } from '../curriculum/runName';
import type { RunSettings } from '../curriculum/settings';
import type { SettingsLink } from '../curriculum/settingsLink';
import { runsText as text } from '../strings/runs';
import type { CheckpointDescription } from '../trainer/protocol';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';
import type { FilesState } from './files.svelte';
import { parseKeptLink } from './keptDesigns';
import type { NoticesState } from './notices.svelte';
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
  hasFinal: false,
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
    const known = [...overviews.map(({ run }) => run), ...this.#settings.links.keys(), current];
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

  /** The settings that a run opens with; undefined where nothing says, or has been read. */
  settingsOf(row: RunRow): RunSettings | undefined {
    if (row.isCurrent) return this.#settings.current;
    return this.#foundOf(row)?.settings;
  }

  /** Whether the page may go to a run now. */
  canOpen({ run }: RunRow): boolean {
    return !this.isBusy || this.#training.runOf(run) !== undefined;
  }

  /** Goes to a run, with its settings. */
  open(row: RunRow): void {
    if (row.isCurrent) return;
    const found = this.#foundOf(row);
    if (found?.problems.length === 0 || !row.newest) this.#goTo(row.run, found);
    else this.#notices.follow('run', this.#openOnceRead(row));
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
    const { run } = row;
    await this.#notices.attempt('run', async () => {
      const defaultRun = this.rows.find((each) => each.run === '');
      const found = row.isCurrent && defaultRun ? await this.#read(defaultRun) : undefined;
      const paths = row.files.map(({ path }) => path);
      if (paths.length > 0) await this.#training.client.call('delete', { run, paths });
      this.compared.delete(run);
      // The page may be at another run by now.
      if (this.#settings.current.run === run && run !== '') this.#goTo('', found);
      this.#settings.forget(run);
      await this.#files.refresh();
    });
  }

  /** Runs that wait for their first training are in the list from now on; those that have files stay what they are. */
  rememberAll(runs: readonly RunSettings[]): void {
    for (const settings of runs)
      if (!this.#files.runs.includes(settings.run)) this.#settings.remember(settings);
  }

  #create(name: string): void {
    this.#settings.change({ ...this.#settings.current, run: name });
    this.#settings.remember(this.#settings.current);
  }

  async #relocate(from: string, to: string, { keep }: { readonly keep: boolean }): Promise<void> {
    const row = this.rows.find(({ run }) => run === from);
    if (!row) return;
    const before = this.settingsOf(row);
    const left = row.files.length > 0 ? await this.#training.client.call('relocate', { from, to, keep }) : [];
    if (left.length > 0) this.#notices.tell(text.leftBehind(left.map(fileName), from), { from: 'run' });
    // The page may be at another run by now, or have come to this one.
    const isCurrent = this.#settings.current.run === from;
    const settings = this.settingsOf({ ...row, isCurrent }) ?? before;
    if (settings) this.#settings.remember({ ...settings, run: to });
    if (!keep) {
      if (this.compared.delete(from)) this.compared.add(to);
      if (isCurrent) this.#settings.change({ ...this.#settings.current, run: to });
      if (left.length === 0) this.#settings.forget(from);
    }
    await this.#files.refresh();
  }

  /** What is known of the settings that a run other than the one on the page opens with. */
  #foundOf(row: RunRow): SettingsLink | undefined {
    const trained = this.#training.runOf(row.run);
    if (trained && this.isBusy) return { settings: trained.settings, problems: [] };
    const link = this.#settings.links.get(row.run);
    const remembered = link === undefined ? undefined : parseKeptLink(link);
    if (remembered?.problems.length === 0) return named(row.run, remembered);
    // What a link has lost, for instance a long building, its checkpoint has.
    const settings = this.descriptionOf(row)?.training?.settings;
    return settings ? named(row.run, { settings, problems: [] }) : remembered && named(row.run, remembered);
  }

  /** The same, with the newest checkpoint read where nothing else says. */
  async #read(row: RunRow): Promise<SettingsLink | undefined> {
    const known = this.#foundOf(row);
    if (row.newest && (!known || known.problems.length > 0)) await this.#details.read(row.newest);
    return this.#foundOf(row);
  }

  async #openOnceRead(row: RunRow): Promise<void> {
    const from = this.#settings.current.run;
    const found = await this.#read(row);
    if (this.#settings.current.run === from && this.canOpen(row)) this.#goTo(row.run, found);
  }

  #goTo(run: string, found: SettingsLink | undefined): void {
    this.#settings.change(found?.settings ?? { ...this.#settings.current, run }, found?.problems);
  }

  #freeName(run: string): string {
    const taken = (name: string) => this.rows.some(({ run: other }) => isSameRunFolder(other, name));
    const base = run === '' ? 'default' : run.replace(/-\d+$/, '');
    let number = 2;
    while (taken(`${base}-${number}`)) number++;
    return `${base}-${number}`;
  }
}

function named(run: string, { settings, problems }: SettingsLink): SettingsLink {
  return { settings: { ...settings, run }, problems };
}

/** By name; those of several seeds together, after the run that they are made from, in the order of their seeds. */
function inOrder(a: string, b: string): number {
  const [of, other] = [a, b].map((run) => parseSeedRunName(run) ?? { series: run, seed: -1 });
  if (of.series === other.series) return of.seed - other.seed;
  return of.series < other.series ? -1 : 1;
}
