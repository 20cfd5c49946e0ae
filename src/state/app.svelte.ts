import { recall } from '../platform/memory';
import { AnalysisClient } from '../analysis/client';
import { BackupState } from './backup.svelte';
import { BuildingState } from './building.svelte';
import { Announcements } from './announcements.svelte';
import { ChartsState } from './charts.svelte';
import { CheckpointsState } from './checkpoints.svelte';
import { DesignState } from './design.svelte';
import { FilesState } from './files.svelte';
import { InstallationState } from './installation.svelte';
import { Intake } from './intake';
import { LogsState } from './logs.svelte';
import { LostFilesState } from './lostFiles.svelte';
import { NoticesState } from './notices.svelte';
import { RecordsState } from './records.svelte';
import { ResultsState } from './results.svelte';
import { RunControl } from './runControl.svelte';
import { RunsState } from './runs.svelte';
import type { SeriesState } from './series.svelte';
import { SERIES_KEY } from './keys';
import { SettingsState } from './settings.svelte';
import { ShortcutsState } from './shortcuts.svelte';
import { StageNotifications } from './stageNotifications.svelte';
import { StoresState } from './stores.svelte';
import { ThemeState } from './theme.svelte';
import { TrainingState } from './training.svelte';
import { UploadState } from './upload.svelte';
import { ViewState } from './view.svelte';

/** Everything that the page knows; each view takes from it what it shows. */
export class AppState {
  readonly theme = new ThemeState();
  readonly shortcuts = new ShortcutsState();
  readonly announcements = new Announcements();
  readonly notices = new NoticesState();
  readonly notifications = new StageNotifications();
  readonly view: ViewState;
  readonly settings = new SettingsState();
  readonly stores = new StoresState(this.notices);
  readonly files = new FilesState(this.stores, this.settings, this.notices);
  readonly installation = new InstallationState();
  readonly logs = new LogsState(this.stores);
  readonly charts = new ChartsState(this.logs);
  readonly training = new TrainingState(this);
  readonly backup = new BackupState(this);
  readonly lostFiles = new LostFilesState(this.files, this.training);
  readonly checkpoints = new CheckpointsState(this.settings, this.files, this.training, this.notices);
  readonly control = new RunControl(this);
  readonly runs = new RunsState(this);
  readonly results = new ResultsState(this.settings, this.files, this.training, this.checkpoints.details);
  readonly upload = new UploadState(this.training, this.settings, this.files, this.notices);
  readonly analysis = new AnalysisClient(this.stores.opened, (error) => this.installation.suspect(error));
  readonly records = new RecordsState(this.stores, this.analysis, this.settings, this.notices);
  readonly design = new DesignState(this.settings);
  readonly intake: Intake;
  readonly building = new BuildingState(this);

  /** Runs for several seeds; null: nobody has asked for any. */
  series: SeriesState | null = $state.raw(null);

  isHelpOpen = $state(false);
  readonly isBusy: boolean = $derived.by(() => this.training.status !== 'idle');

  /** Files that are nowhere but in this tab. */
  readonly #hasOnlyCopies: boolean = $derived.by(
    () => !this.stores.isKept && this.files.all.length + this.records.own.length > 0,
  );

  /** Closing the tab would lose steps since the last save, a checkpoint that the disk refused, or all there is. */
  readonly wouldLose: boolean = $derived.by(
    () => this.isBusy || this.training.unsaved.all.length > 0 || this.#hasOnlyCopies,
  );

  /** @param views names of the views, as links name them */
  constructor(views: readonly string[]) {
    this.view = new ViewState(views);
    this.intake = new Intake(this.analysis, this, this.notices, () => this.isBusy);
    // An earlier visit has left a series to go on with.
    if (recall(SERIES_KEY) !== null) this.notices.follow('training', this.openSeries());
  }

  /** The code of a series comes when there is one. */
  async openSeries(): Promise<void> {
    const { SeriesState: Loaded } = await import('./series.svelte');
    this.series ??= new Loaded(this);
  }
}
