import { fileName, parseCheckpointName, ROOT_DIRECTORY, runDirectory } from '../checkpoint/names';
import { emergenciesOfNext, offerEmergencies } from '../checkpoint/emergencyOffer';
import type { ResumePlan } from '../checkpoint/resume';
import { planResume, startFresh } from '../checkpoint/resume';
import type { LogDirectory } from '../checkpoint/store/logDirectory';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink } from '../curriculum/settingsLink';
import type { FileEntry } from '../checkpoint/store/disk';
import { Background } from '../trainer/background/background';
import { LogRecorder, withLogFirst } from '../trainer/logRecorder';
import { recordedEngine } from '../trainer/recordedEngine';
import type { SessionResult, TrainerEvent } from '../trainer/protocol';
import { TrainingSession } from '../trainer/trainingSession';
import type { TrainOptions } from './arguments';
import type { Continuation } from './continuation';
import {
  choiceOf,
  chosenEmergency,
  completedAlready,
  leftAside,
  readProgress,
  settingsIn,
} from './continuation';
import { DirectoryDisk } from './directoryDisk';
import type { DirectoryLock } from './directoryLock';
import { lockDirectory } from './directoryLock';
import { assertRunName } from './newRun';
import { otherSettingsOf } from './otherSettings';
import { spawnNodeBackground } from './nodeThreads';
import { ownRecords } from './ownRecords';
import type { Reporter } from './reporter';
import { resultsPath, writeResults } from './resultsFile';
import { openRunEngine } from './runEngine';
import { openRunLog } from './runLog';
import { UnsavedFiles } from './unsavedFiles';
import { UsageError } from './usage';
import { messageOf } from '../errors/problem';

type Outcome = SessionResult['outcome'];

/** Whatever advises to start again says nothing of what the words of this start would do once more. */
const WITHOUT_FRESH = 'Leave --fresh out to go on with this run: the same command would delete it.';

/** What a training asks of whoever started it. */
export interface TrainHost {
  /** Asks the user. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Starts the engine; absent: one of the run's own. */
  readonly openEngine?: typeof openRunEngine;
}

/**
 * Trains a run in its directory, to which this process alone may write meanwhile.
 *
 * @param signal interrupts the training
 * @returns how it ended; `complete` only when every file is on the disk
 * @throws UsageError, DirectoryLockedError, and what `TrainingSession` throws
 */
export async function train(
  options: TrainOptions,
  reporter: Reporter,
  signal: AbortSignal,
  host: TrainHost,
): Promise<Outcome> {
  await assertRunName(options);
  const disk = new DirectoryDisk(options.directory, ROOT_DIRECTORY);
  const folder = runDirectory(options.settings.run);
  const lock = await lockDirectory(disk.locate(folder));
  let logLock: DirectoryLock | null = null;
  try {
    if (lock.takenOverFrom !== null) {
      reporter.print(`Took over the run from process ${lock.takenOverFrom}, which is gone.`);
    }
    const log = await openRunLog(disk, options);
    logLock = log.lock;
    await disk.removeUnfinished(folder);
    if (options.fresh) {
      // A record that is missing must stop the run before anything is deleted.
      await ownRecords(options.settings, disk.locate(folder), options.records);
      await deleteCheckpoints(disk, options, reporter, host.confirm);
    }
    const { openEngine = openRunEngine } = host;
    return await runSession({ disk, log: log.directory, openEngine }, options, reporter, signal);
  } finally {
    // It must not take the place of what the run ended with.
    for (const held of [logLock, lock]) {
      await held?.release().catch((error: unknown) => reporter.complain(messageOf(error)));
    }
  }
}

async function deleteCheckpoints(
  disk: DirectoryDisk,
  { settings, yes }: TrainOptions,
  reporter: Reporter,
  confirm: (question: string) => Promise<boolean>,
): Promise<void> {
  const folder = runDirectory(settings.run);
  // Other zips in a directory of the user's are none of ours.
  const paths = startFresh(await disk.list(folder), settings).filter((path) =>
    parseCheckpointName(fileName(path)),
  );
  if (paths.length === 0) return;
  const what = `${paths.length} ${paths.length === 1 ? 'checkpoint' : 'checkpoints'} in ${disk.locate(folder)}`;
  if (!yes && !(await confirm(`Delete ${what} and train from the beginning?`))) {
    throw new UsageError(`--fresh would delete ${what}. Nothing was deleted; add --yes to agree.`);
  }
  // What is told of a model that is gone would stand for the one that is trained now.
  await disk.delete([resultsPath(settings), ...paths]);
  reporter.print(`Deleted ${what}.`);
}

/** What a session works with. */
interface Equipment {
  readonly disk: DirectoryDisk;
  readonly log: LogDirectory;
  readonly openEngine: typeof openRunEngine;
}

async function runSession(
  { disk, log, openEngine }: Equipment,
  options: TrainOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<Outcome> {
  const { settings } = options;
  const folder = runDirectory(settings.run);
  const { continuation, from } = await announce(disk, options, reporter);
  const began = await recordedEngine(disk, from);
  const trained = (continuation && (await settingsIn(disk, continuation))) ?? settings;
  const library = await ownRecords(trained, disk.locate(folder), options.records);
  const running = await openEngine({ ...options, settings: trained, library }, began, {
    tell: (line) => reporter.print(line),
    signal,
  });
  reporter.print(`Using ${running.engine.name}: ${running.device}`);
  const unsaved = new UnsavedFiles();
  const recorder = await LogRecorder.open(log, { onProblem: reporter.complainOfLog });
  const background = new Background(spawnNodeBackground);
  const listeners = [reporter.hear, unsaved.hear, recorder.hear];
  const emit = (event: TrainerEvent) => listeners.forEach((hear) => hear(event));
  try {
    const host = {
      disk: withLogFirst(disk, recorder),
      loadRecords: (wanted: RunSettings) => ownRecords(wanted, disk.locate(folder), options.records),
      get engine() {
        return running.engine;
      },
      reopenDevice: running.reopen,
      device: running.device,
      emit,
      background,
      keepUp: reporter.keepUp,
      now: () => performance.now(),
    };
    const session = new TrainingSession(host, settings, signal);
    const training = continuation
      ? session.continueFrom(continuation.path, continuation.stage)
      : options.evaluateAgain
        ? session.evaluateAgain()
        : session.run();
    const [ended] = await Promise.allSettled([training]);
    // However it ended: with this process, the only copy would go.
    const rescued = await unsaved.rescue();
    rescued.forEach((line) => reporter.complain(line));
    if (ended.status === 'rejected') throw ended.reason;
    const { outcome } = ended.value;
    if (options.fresh && (outcome === 'interrupted' || outcome === 'error')) reporter.complain(WITHOUT_FRESH);
    if (outcome !== 'complete') return outcome;
    if (rescued.length > 0) return 'error';
    reporter.print(`Saved: ${await writeResults(disk, settings)}`);
    return outcome;
  } finally {
    reporter.end();
    background.dispose();
    running.dispose();
    await recorder.flush();
  }
}

/**
 * Says what will be trained, and what lies in the directory that will not be picked up by itself.
 *
 * @returns the emergency checkpoint that a person goes on from, if any, and the path of whichever checkpoint the run goes on from
 */
async function announce(
  disk: DirectoryDisk,
  { settings, continueFrom }: TrainOptions,
  reporter: Reporter,
): Promise<{ readonly continuation: Continuation | null; readonly from: string | null }> {
  const folder = runDirectory(settings.run);
  const files = await disk.list(folder);
  const plan = planResume(files, settings);
  reporter.print(`Settings: ${formatSettingsLink(settings)}`);
  noticesOf(plan).forEach((notice) => reporter.print(notice));
  const emergency =
    continueFrom === null || continueFrom === 'latest'
      ? await offeredEmergency({ disk, plan, files, settings }, continueFrom === 'latest', reporter)
      : chosenEmergency(continueFrom, disk.locate(folder), folder);
  // An emergency checkpoint goes on with its own settings.
  const warning = emergency
    ? completedAlready(emergency, files, settings)
    : await otherSettingsOf(disk, plan, settings);
  if (warning !== null) reporter.complain(warning);
  const from = emergency?.path ?? (plan.kind === 'fresh' ? null : plan.path);
  return { continuation: emergency, from };
}

/** What lies in the directory of a run, and what follows from it. */
interface LookedAtRun {
  readonly disk: DirectoryDisk;
  readonly plan: ResumePlan;
  readonly files: readonly FileEntry[];
  readonly settings: RunSettings;
}

/**
 * Says how far the emergency checkpoints are.
 *
 * @returns the furthest of the stage that comes next, where it is wanted and there is one
 */
async function offeredEmergency(
  { disk, plan, files, settings }: LookedAtRun,
  isWanted: boolean,
  reporter: Reporter,
): Promise<Continuation | null> {
  const progress = await readProgress(disk, plan.emergencies);
  const offers = offerEmergencies(
    emergenciesOfNext(plan, settings),
    files,
    ({ path }) => progress.get(path)?.stageTimesteps ?? null,
  );
  const chosen = isWanted ? (offers.at(0) ?? null) : null;
  if (chosen) choiceOf(offers).forEach((line) => reporter.print(line));
  const others = chosen ? [] : plan.emergencies;
  for (const emergency of others) reporter.print(leftAside(emergency, progress.get(emergency.path)));
  return chosen;
}

function noticesOf({ otherForceLimits }: ResumePlan): string[] {
  return otherForceLimits.map(
    ({ path, stage, wanted_kN }) =>
      `${path} is not resumed from: these settings give stage ${stage} a force limit of ${wanted_kN} kN.`,
  );
}
