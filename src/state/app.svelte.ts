import { AnalysisClient } from '../analysis/client';
import { BuildingState } from './building.svelte';
import { FilesState } from './files.svelte';
import { LogsState } from './logs.svelte';
import { RecordsState } from './records.svelte';
import { SettingsState } from './settings.svelte';
import { TrainingState } from './training.svelte';
import { UploadState } from './upload.svelte';
import { ViewState } from './view.svelte';

/** Everything that the page knows; each view takes from it what it shows. */
export class AppState {
  readonly view = new ViewState();
  readonly settings = new SettingsState();
  readonly files = new FilesState(this.settings);
  readonly logs = new LogsState();
  readonly training = new TrainingState(this.settings, this.files, this.logs);
  readonly upload = new UploadState(this.training, this.settings, this.files);
  readonly #analysis = new AnalysisClient();
  readonly records = new RecordsState(this.#analysis, this.settings);
  readonly building = new BuildingState(
    this.#analysis,
    this.settings,
    this.files,
    this.training,
    this.records,
  );

  readonly isBusy: boolean = $derived.by(() => this.training.status !== 'idle');
}
