import { CheckpointsState } from './checkpoints.svelte';
import { FilesState } from './files.svelte';
import { InstallationState } from './installation.svelte';
import { RunsState } from './runs.svelte';
import { SettingsState } from './settings.svelte';
import { StageNotifications } from './stageNotifications.svelte';
import { TrainingState } from './training.svelte';
import { UploadState } from './upload.svelte';
import { ViewState } from './view.svelte';

/** Everything that the page knows; each view takes from it what it shows. */
export class AppState {
  readonly view = new ViewState();
  readonly settings = new SettingsState();
  readonly files = new FilesState(this.settings);
  readonly training = new TrainingState(this.settings, this.files);
  readonly checkpoints = new CheckpointsState(this.settings, this.files, this.training);
  readonly runs = new RunsState(this.settings, this.files, this.training, this.checkpoints.details);
  readonly upload = new UploadState(this.training, this.settings, this.files);
  readonly installation = new InstallationState();
  readonly notifications = new StageNotifications();

  readonly isBusy: boolean = $derived.by(() => this.training.status !== 'idle');

  /** Closing the tab would lose steps since the last save, or a checkpoint that the disk refused. */
  readonly wouldLose: boolean = $derived.by(() => this.isBusy || this.training.unsaved.length > 0);
}
