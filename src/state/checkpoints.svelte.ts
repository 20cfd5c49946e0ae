import type { HashedFileEntry } from '../checkpoint/store/disk';
import { checkpointPath, fileName, parseCheckpointName } from '../checkpoint/names';
import { cleanUpEmergency, resumeFromStage, startFresh } from '../checkpoint/resume';
import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT, STAGE_NUMBERS } from '../curriculum/settings';
import { checkpointsText as text } from '../strings/checkpoints';
import type { ExportFormat, NamedFile } from '../trainer/protocol';
import { CheckpointDetailsState } from './checkpointDetails.svelte';
import type { FilesState } from './files.svelte';
import type { NoticesState } from './notices.svelte';
import { saveFile } from './saveFile';
import type { SettingsState } from './settings.svelte';
import { isStartBlocked } from './startBlock';
import type { TrainingState } from './training.svelte';

/** Files that are deleted once the user agrees, and what happens then. */
export interface Deletion {
  readonly title: string;
  readonly action: string;
  readonly paths: readonly string[];
  /** What is trained when they are gone: from the file at this path, or null, by the resume rule. */
  readonly trainsFrom?: string | null;
}

/** What a person does with the checkpoints of the run on the page. */
export class CheckpointsState {
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #notices: NoticesState;
  readonly details: CheckpointDetailsState;

  /** Waits for the user's word. */
  deletion: Deletion | null = $state.raw(null);

  /** Nothing may be changed while this tab trains, or another one works on the run. */
  readonly isReadOnly: boolean = $derived.by(
    () => this.#training.status !== 'idle' || this.#files.isLockedElsewhere || this.#files.isOutdated,
  );

  /** What can be done to many files at once. One without files has nothing to do. */
  readonly bulkActions: readonly Deletion[] = $derived.by(() => {
    const files = this.#files.files;
    const settings = this.#settings.current;
    return [
      { ...text.startFresh, paths: startFresh(files, settings) },
      ...STAGE_NUMBERS.map((stage) => ({
        ...text.resumeFrom(stage),
        paths: resumeFromStage(files, settings, stage),
      })),
      { ...text.cleanUp, paths: cleanUpEmergency(files, settings) },
    ];
  });

  constructor(settings: SettingsState, files: FilesState, training: TrainingState, notices: NoticesState) {
    this.#settings = settings;
    this.#files = files;
    this.#training = training;
    this.#notices = notices;
    this.details = new CheckpointDetailsState(training.client);
  }

  /** Whether training can go on from a file: one in the middle of its stage, or one that the resume rule would take. */
  canContinueFrom({ path }: HashedFileEntry): boolean {
    const name = parseCheckpointName(fileName(path));
    if (!name || !('stage' in name)) return false;
    if (name.kind !== 'completed') return true;
    return (
      name.stage < STAGE_COUNT && path === checkpointPath(this.#settings.current, 'completed', name.stage)
    );
  }

  /** Nothing can go on from a file now. What is in the middle of its stage brings its settings; the next stage has the page's. */
  isBlocked({ path }: HashedFileEntry): boolean {
    if (this.isReadOnly) return true;
    const isCompleted = parseCheckpointName(fileName(path))?.kind === 'completed';
    return isCompleted && isStartBlocked(this.#files, this.#settings);
  }

  /**
   * What is completed after the file stands in its way: the resume rule would go on from that, and not from what is learnt now. The
   * user is asked before it is deleted.
   */
  continueFrom(file: HashedFileEntry): void {
    const { path } = file;
    if (this.isBlocked(file)) return;
    const name = parseCheckpointName(fileName(path));
    if (!name || !('stage' in name)) return;
    const isCompleted = name.kind === 'completed';
    const stage = isCompleted ? ((name.stage + 1) as StageNumber) : name.stage;
    const paths = resumeFromStage(this.#files.files, this.#settings.current, stage);
    const trainsFrom = isCompleted ? null : path;
    const words = isCompleted ? text.trainAgain(stage) : text.continueStage(stage);
    if (paths.length === 0) this.#train(trainsFrom);
    else this.deletion = { ...words, paths, trainsFrom };
  }

  #train(from: string | null): void {
    if (from !== null) this.#training.continueFrom(from);
    else if (!isStartBlocked(this.#files, this.#settings)) this.#training.start();
  }

  ask(deletion: Deletion): void {
    this.deletion = deletion;
  }

  cancel(): void {
    this.deletion = null;
  }

  async confirm(): Promise<void> {
    const { deletion } = this;
    if (!deletion) return;
    this.deletion = null;
    const { run } = this.#settings.current;
    await this.#notices.attempt('deletion', async () => {
      await this.#training.client.call('delete', { run, paths: deletion.paths });
      await this.#files.refresh();
      // The page may be at another run by now.
      const isStill = this.#settings.current.run === run && this.#training.status === 'idle';
      if (deletion.trainsFrom !== undefined && isStill) this.#train(deletion.trainsFrom);
    });
  }

  async download(path: string): Promise<void> {
    await this.#notices.attempt('download', async () =>
      saveFile(fileName(path), await this.#files.read(path)),
    );
  }

  async downloadRun(): Promise<void> {
    const paths = this.#files.files.map(({ path }) => path);
    await this.#notices.attempt('export', async () => {
      const { run } = this.#settings.current;
      const { leftOut, ...file } = await this.#training.client.call('exportRun', { run, paths });
      save(file);
      if (leftOut.length > 0) this.#notices.tell(text.leftOut(leftOut), { from: 'export' });
    });
  }

  async export(path: string, format: ExportFormat): Promise<void> {
    await this.#notices.attempt('export', async () =>
      save(await this.#training.client.call('export', { path, format })),
    );
  }

  async keepStorage(): Promise<void> {
    await this.#notices.attempt('persistence', () => this.#files.askForPersistence());
  }
}

function save({ fileName: name, content }: NamedFile): void {
  saveFile(name, content);
}
