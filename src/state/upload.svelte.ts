import { MAX_RUN_SIZE } from '../checkpoint/limits';
import { checkpointPath, fileName, initialModelPath, runDirectory } from '../checkpoint/names';
import { adoptHyperparameters } from '../curriculum/adoptHyperparameters';
import { newRunNameProblem } from '../curriculum/runName';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { isSameButForName } from '../curriculum/settingsLink';
import { uploadText as text } from '../strings/upload';
import type { ImportedRecipe, ImportInspection, ImportTarget, NamedFile } from '../trainer/protocol';
import type { FilesState } from './files.svelte';
import type { NoticesState } from './notices.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';
import { messageOf } from '../errors/problem';

/** Where an upload goes: under its own name, as a completed stage, or as the start of a new run. */
export type Destination = 'named' | 'new' | StageNumber;

/** With which settings training goes on after it: the page's, or those of one of the upload's recipes. */
export type RecipeChoice = 'page' | number;

/** A zip on its way into a run: chosen, looked into, and stored once the user says where. */
export class UploadState {
  readonly #training: TrainingState;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #notices: NoticesState;
  #file: NamedFile | null = null;
  /** Zips that have not been looked into. */
  #queue: readonly File[] = $state.raw([]);
  #isLooking = false;
  /** The zip that is shown is on its way to the disk: nothing can be changed about it any more. */
  isStoring = $state(false);
  /** What was wrong with those of the queue that cannot be used. */
  #problems: readonly string[] = [];

  /** What was found in the zip that waits for the user's word. */
  inspection: ImportInspection | null = $state.raw(null);
  /** Null: the user has not said. */
  destination: Destination | null = $state(null);
  recipeChoice: RecipeChoice | null = $state(null);
  /** Name of the run that the upload goes into. */
  run = $state('');

  /** Recipes that would change anything. */
  readonly recipes: readonly ImportedRecipe[] = $derived.by(() =>
    (this.inspection?.recipes ?? []).filter(
      ({ recipe }) => recipe.of === 'stages' || !isSameButForName(recipe.settings, this.#settings.current),
    ),
  );

  /** The settings of the page once the upload is stored. */
  readonly settings: RunSettings = $derived.by(() => {
    const chosen = typeof this.recipeChoice === 'number' ? this.recipes.at(this.recipeChoice) : undefined;
    const page = { ...this.#settings.current, run: this.run };
    if (!chosen) return page;
    if (chosen.recipe.of === 'run') return { ...chosen.recipe.settings, run: this.run };
    return adoptHyperparameters(page, this.#nextStage(), chosen.recipe.hyperparameters);
  });

  /** Names under which the upload would be stored. */
  readonly names: readonly string[] = $derived.by(() => {
    if (this.destination === 'named') return this.inspection?.names ?? [];
    if (this.destination === 'new') return [fileName(initialModelPath(this.run))];
    if (this.destination === null) return [];
    return [fileName(checkpointPath(this.settings, 'completed', this.destination))];
  });

  /** Those of the names that the run has already. */
  readonly replaced: readonly string[] = $derived.by(() => {
    const directory = runDirectory(this.run);
    return this.names.filter((name) => this.#files.all.some(({ path }) => path === directory + name));
  });

  readonly runProblem: string | null = $derived.by(() => {
    const { runs } = this.#files;
    if (!runs.includes(this.run)) return newRunNameProblem(this.run, runs);
    return this.destination === 'new' ? text.nameTaken : null;
  });

  readonly isReady: boolean = $derived(
    !this.isStoring && this.destination !== null && this.recipeChoice !== null && this.runProblem === null,
  );

  constructor(training: TrainingState, settings: SettingsState, files: FilesState, notices: NoticesState) {
    this.#training = training;
    this.#settings = settings;
    this.#files = files;
    this.#notices = notices;
  }

  /** How many zips wait behind the one that is shown. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Looks into zips, one after the other; one that can be used waits in `inspection` until somebody has said where it goes. */
  async offer(...files: readonly File[]): Promise<void> {
    this.#queue = [...this.#queue, ...files];
    if (this.#isLooking || this.inspection) return;
    this.#problems = [];
    this.#notices.clear('upload');
    await this.#lookFurther();
  }

  async #lookFurther(): Promise<void> {
    this.#isLooking = true;
    while (!this.inspection && this.#queue.length > 0) {
      const [file, ...others] = this.#queue;
      this.#queue = others;
      const problem = await this.#lookInto(file);
      if (problem === null) continue;
      this.#problems = [...this.#problems, problem];
      this.#notices.tell(this.#problems.join(' '), { from: 'upload' });
    }
    this.#isLooking = false;
  }

  /** @returns why the zip cannot be used; null: it waits */
  async #lookInto(file: File): Promise<string | null> {
    if (file.size > MAX_RUN_SIZE) return text.tooLarge(file.name, (file.size / 2 ** 20).toFixed(0));
    // The worker reads the parts that it needs: a run may have gigabytes.
    const named = { fileName: file.name, content: file };
    try {
      const inspection = await this.#training.client.call('inspect', named);
      this.#file = named;
      this.inspection = inspection;
      this.run = inspection.run ?? this.#settings.current.run;
      this.destination = inspection.names.length > 0 ? 'named' : null;
      this.recipeChoice = this.#usualRecipe(inspection);
      return null;
    } catch (error) {
      return `${file.name}: ${messageOf(error)}`;
    }
  }

  async store(): Promise<void> {
    if (this.isStoring || !this.#file || this.destination === null) return;
    const settings = this.settings;
    const [file, target] = [this.#file, toTarget(this.destination)];
    this.isStoring = true;
    await this.#notices.attempt('upload', async () => {
      await this.#training.client.call('import', { settings, file, target });
      this.#settings.change(settings);
      await this.#files.refresh();
    });
    this.isStoring = false;
    this.cancel();
  }

  /** Leaves this zip out, unless it is being stored; the next of the queue is shown. */
  cancel(): void {
    if (this.isStoring) return;
    this.inspection = null;
    this.#file = null;
    this.destination = null;
    this.recipeChoice = null;
    if (this.#queue.length > 0 && !this.#isLooking) {
      this.#lookFurther().catch((error: unknown) => this.#notices.tell(error, { from: 'upload' }));
    }
  }

  /** A run goes on as it was; a model from elsewhere joins the run on the page. */
  #usualRecipe({ mustChooseRecipe }: ImportInspection): RecipeChoice | null {
    if (mustChooseRecipe) return null;
    return this.recipes.at(0)?.recipe.of === 'run' ? 0 : 'page';
  }

  /** The first stage that an upload leaves to be trained. */
  #nextStage(): StageNumber {
    if (typeof this.destination !== 'number') return 1;
    return Math.min(this.destination + 1, STAGE_COUNT) as StageNumber;
  }
}

function toTarget(destination: Destination): ImportTarget {
  if (typeof destination === 'number') return { as: 'completed', stage: destination };
  return { as: destination === 'new' ? 'initial' : 'named' };
}
