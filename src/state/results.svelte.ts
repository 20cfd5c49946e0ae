import type { HashedFileEntry } from '../checkpoint/store/disk';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import type { FinalEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';
import type { FilesState } from './files.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';

interface Results {
  /** After each stage, at its force limit. */
  readonly stages: readonly StageEvaluation[];
  /** The final model on every magnitude, and with imperfect sensors and actuators. */
  readonly final: FinalEvaluation;
}

const NONE: Results = { stages: [], final: { stages: [], robustness: [] } };

/** How the run on the page does on held-out records: as training tells it, and on later visits as its files do. */
export class ResultsState {
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #details: CheckpointDetailsState;

  /** The file that knows most. */
  readonly #source: HashedFileEntry | null = $derived.by(() => {
    const { files, plan } = this.#files;
    if (plan.kind === 'fresh') return null;
    const final = files.find(({ path }) => parseCheckpointName(fileName(path))?.kind === 'final');
    const newest = files.find(({ path }) => path === plan.path);
    return (plan.kind === 'complete' && final ? final : newest) ?? null;
  });

  readonly #told: Results | null = $derived.by(() => {
    const told = this.#training.runOf(this.#settings.current.run);
    if (!told) return null;
    const { evaluations, finalEvaluations, robustness } = told;
    return { stages: evaluations, final: { stages: finalEvaluations, robustness } };
  });

  readonly current: Results = $derived.by(() => {
    const { all: unsaved } = this.#training.unsaved;
    const isTold = this.#training.isTraining(this.#settings.current.run) || unsaved.length > 0;
    if (this.#told && isTold) return this.#told;
    if (!this.#source) return NONE;
    const description = this.#details.descriptionOf(this.#source);
    if (!description) return this.#told ?? NONE;
    const { evaluations = [], finalEvaluation } = description.training ?? {};
    return { stages: evaluations, final: finalEvaluation ?? NONE.final };
  });

  readonly isEmpty: boolean = $derived.by(
    () => this.current.stages.length === 0 && this.current.final.stages.length === 0,
  );

  constructor(
    settings: SettingsState,
    files: FilesState,
    training: TrainingState,
    details: CheckpointDetailsState,
  ) {
    this.#settings = settings;
    this.#files = files;
    this.#training = training;
    this.#details = details;
  }

  /** Has the file read that the results stand in, while no training tells them. */
  look(): void {
    if (this.#source && !this.#training.isTraining(this.#settings.current.run)) {
      this.#details.look([this.#source]);
    }
  }
}
