import type { RunSettings, StageNumber } from '../curriculum/settings';
import { STAGE_COUNT, STAGE_NUMBERS } from '../curriculum/settings';
import type { FileEntry } from './store/disk';
import type { EmergencyName } from './names';
import { belongsToRun, checkpointPath, fileName, initialModelPath, parseCheckpointName } from './names';

/** Paths as a disk lists them; only the names decide. */
type Listing = readonly Pick<FileEntry, 'path'>[];
type NamingSettings = Pick<RunSettings, 'run' | 'stages'>;

/** A checkpoint that is there for the user to continue from by hand; no start picks it up by itself. */
export interface EmergencyCheckpoint extends EmergencyName {
  readonly path: string;
}

/** A completed stage that these settings do not resume from, because they give the stage another force limit. */
export interface OtherForceLimit {
  readonly path: string;
  readonly stage: StageNumber;
  readonly forceLimit_kN: number;
  /** The stage's limit in the settings. */
  readonly wanted_kN: number;
}

interface Noticed {
  readonly emergencies: readonly EmergencyCheckpoint[];
  readonly otherForceLimits: readonly OtherForceLimit[];
}

/** What the next start of a run will do. */
export type ResumePlan = Noticed &
  (
    | {
        readonly kind: 'fresh';
        /** The model that the run starts from; null: random weights. */
        readonly initial: string | null;
      }
    | {
        readonly kind: 'resume';
        /** The checkpoint of the last completed stage. */
        readonly path: string;
        readonly completed: StageNumber;
        readonly next: StageNumber;
      }
    | { readonly kind: 'complete'; readonly path: string; readonly completed: typeof STAGE_COUNT }
  );

/** What a start does, as far as a person is told of it before. */
export interface PlannedStart {
  readonly kind: ResumePlan['kind'];
  /** The checkpoint that it goes on from; null: none. */
  readonly path: string | null;
}

/**
 * Says what the next start does, by the resume rule: from the last stage down to the first, the first
 * `stage{n}_{F}kN.zip` that exists, with the force limit F that the settings give stage n, names the last completed stage.
 *
 * @param files may hold files of other runs
 */
export function planResume(files: Listing, settings: NamingSettings): ResumePlan {
  const noticed = {
    emergencies: emergencies(files, settings),
    otherForceLimits: otherForceLimits(files, settings),
  };
  const paths = new Set(files.map(({ path }) => path));
  const completed = STAGE_NUMBERS.findLast((stage) =>
    paths.has(checkpointPath(settings, 'completed', stage)),
  );
  if (!completed) {
    const initial = initialModelPath(settings.run);
    return { kind: 'fresh', initial: paths.has(initial) ? initial : null, ...noticed };
  }
  const path = checkpointPath(settings, 'completed', completed);
  if (completed === STAGE_COUNT) return { kind: 'complete', path, completed, ...noticed };
  return { kind: 'resume', path, completed, next: (completed + 1) as StageNumber, ...noticed };
}

export function plannedStart(plan: ResumePlan): PlannedStart {
  return { kind: plan.kind, path: plan.kind === 'fresh' ? plan.initial : plan.path };
}

export function isSameStart(a: PlannedStart, b: PlannedStart): boolean {
  return a.kind === b.kind && a.path === b.path;
}

/** Files to delete so that the next start trains from the beginning: everything in the run's own directory. */
export function startFresh(files: Listing, settings: NamingSettings): string[] {
  return files.map(({ path }) => path).filter((path) => belongsToRun(path, settings.run));
}

/**
 * Files to delete so that the next start trains `stage` again: the checkpoints of this stage and the later ones that
 * the resume rule would pick, and the final model. Emergency checkpoints stay, since no start picks them up, and so do
 * stages that were completed with another force limit.
 */
export function resumeFromStage(files: Listing, settings: NamingSettings, stage: StageNumber): string[] {
  const discarded = STAGE_NUMBERS.filter((number) => number >= stage).map((number) =>
    checkpointPath(settings, 'completed', number),
  );
  const paths = new Set([...discarded, checkpointPath(settings, 'final', STAGE_COUNT)]);
  return files.map(({ path }) => path).filter((path) => paths.has(path));
}

/** All emergency checkpoints of the run. */
export function cleanUpEmergency(files: Listing, settings: NamingSettings): string[] {
  return emergencies(files, settings).map(({ path }) => path);
}

function emergencies(files: Listing, settings: NamingSettings): EmergencyCheckpoint[] {
  return stageCheckpoints(files, settings).flatMap(({ path, name }) =>
    name.kind === 'completed' ? [] : [{ ...name, path }],
  );
}

function otherForceLimits(files: Listing, settings: NamingSettings): OtherForceLimit[] {
  return stageCheckpoints(files, settings).flatMap(({ path, name: { kind, stage, forceLimit_kN } }) => {
    const wanted_kN = settings.stages[stage - 1].force_limit_kN;
    if (kind !== 'completed' || forceLimit_kN === wanted_kN) return [];
    return [{ path, stage, forceLimit_kN, wanted_kN }];
  });
}

function stageCheckpoints(files: Listing, { run }: NamingSettings) {
  return files.flatMap(({ path }) => {
    const name = belongsToRun(path, run) ? parseCheckpointName(fileName(path)) : null;
    return name && 'stage' in name ? [{ path, name }] : [];
  });
}
