import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RobustnessEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { LogRecord } from '../logging/logRecord';
import type { Progress, SessionResult, TrainerEvent } from '../trainer/protocol';

interface SavedFile {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A run that is trained, or was trained last, as the worker tells of it. */
export class TrainedRun {
  /** What is trained: those of the checkpoint that it went on from, once that is known. */
  settings: RunSettings = $state.raw() as RunSettings;
  /** It has begun, and has not ended. */
  isUnderWay = $state(false);
  /** How it ended; null: it has not. */
  outcome: SessionResult['outcome'] | null = $state.raw(null);
  stage: StageNumber | null = $state(null);
  progress: Progress | null = $state.raw(null);
  evaluations: readonly StageEvaluation[] = $state.raw([]);
  finalEvaluations: readonly StageEvaluation[] = $state.raw([]);
  robustness: readonly RobustnessEvaluation[] = $state.raw([]);
  lastSaved: SavedFile | null = $state.raw(null);
  /** What came since the page was last drawn: a fast engine tells more than anybody can see. */
  #news: { records: LogRecord[]; progress: Progress | null } = { records: [], progress: null };

  constructor(settings: RunSettings) {
    this.settings = settings;
  }

  get run(): string {
    return this.settings.run;
  }

  /** Takes in what is told of the run, but for what is in its files, its log and its console. */
  hear(event: TrainerEvent): void {
    const { type } = event;
    if (type === 'begun') this.isUnderWay = true;
    else if (type === 'ended') {
      this.isUnderWay = false;
      this.outcome = event.result.outcome;
    } else if (type === 'settings') this.settings = event.settings;
    else if (type === 'stage') this.stage = event.stage;
    else if (type === 'progress') this.#news.progress = event.progress;
    else if (type === 'log') this.#news.records.push(event.record);
    else if (type === 'evaluation' && event.final) this.finalEvaluations = event.evaluations;
    else if (type === 'evaluation') this.evaluations = event.evaluations;
    else if (type === 'robustness') this.robustness = event.robustness;
    else if (type === 'saved') this.lastSaved = { path: event.path, at: event.at };
  }

  /** Shows the newest progress. @returns the rows of the log that came since the last time */
  show(): readonly LogRecord[] {
    const { records, progress } = this.#news;
    this.#news = { records: [], progress: null };
    if (progress) this.progress = progress;
    return records;
  }
}
