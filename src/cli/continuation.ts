import { dirname, resolve } from 'node:path';
import type { EmergencyOffer } from '../checkpoint/emergencyOffer';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import type { EmergencyCheckpoint } from '../checkpoint/resume';
import { resumeFromStage } from '../checkpoint/resume';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import type { Disk, FileEntry } from '../checkpoint/store/disk';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { messageOf } from '../errors/problem';
import { UsageError } from './usage';

/** An emergency checkpoint that a person chose to go on from. */
export interface Continuation {
  readonly path: string;
  readonly stage: StageNumber;
}

/** How far an emergency checkpoint is; null: it cannot be read, for the reason given. */
export type EmergencyProgress =
  | { readonly stageTimesteps: number; readonly reason?: never }
  | { readonly stageTimesteps: null; readonly reason: string };

/** Reads how far emergency checkpoints are, by path. */
export async function readProgress(
  disk: Disk,
  emergencies: readonly EmergencyCheckpoint[],
): Promise<ReadonlyMap<string, EmergencyProgress>> {
  const progress = new Map<string, EmergencyProgress>();
  for (const { path } of emergencies) {
    try {
      const { state } = await loadCheckpoint(disk, path);
      progress.set(path, { stageTimesteps: state.counters.stageTimesteps });
    } catch (error) {
      progress.set(path, { stageTimesteps: null, reason: messageOf(error) });
    }
  }
  return progress;
}

/**
 * The settings that an emergency checkpoint goes on with.
 *
 * @returns null where Python saved it, and where it cannot be read, which is told by whoever goes on from it
 */
export async function settingsIn(disk: Disk, { path }: Continuation): Promise<RunSettings | null> {
  try {
    return (await loadCheckpoint(disk, path)).training?.settings ?? null;
  } catch {
    return null;
  }
}

/**
 * What a person has to know who goes on from a stage that is completed: only the names of files decide where a start resumes.
 *
 * @returns null where the run has neither that stage nor a later one
 */
export function completedAlready(
  { path, stage }: Continuation,
  files: readonly FileEntry[],
  settings: RunSettings,
): string | null {
  const names = resumeFromStage(files, settings, stage).map(fileName);
  if (names.length === 0) return null;
  return [
    `Completed already: ${names.join(', ')}. Going on from ${fileName(path)} replaces them one by one;`,
    'a start that comes in between resumes after the last stage of these, not from here.',
    'To train on from here alone, delete them first.',
  ].join(' ');
}

/** What is said of an emergency checkpoint that is not gone on from. */
export function leftAside(
  { path, stage }: EmergencyCheckpoint,
  progress: EmergencyProgress | undefined,
): string {
  if (progress?.reason !== undefined) return progress.reason;
  const where = progress ? `, ${progress.stageTimesteps} timesteps into stage ${stage},` : '';
  return `${path}${where} is not picked up by itself; --continue ${fileName(path)} goes on from it.`;
}

/** What is said of the choice between several; nothing where there is but one. */
export function choiceOf([first, ...others]: readonly EmergencyOffer[]): string[] {
  if (others.length === 0) return [];
  const describe = ({ path, stageTimesteps }: EmergencyOffer) => `${path} (${stageTimesteps} timesteps)`;
  return [`Furthest in stage ${first.stage}: ${describe(first)}, before ${others.map(describe).join(', ')}`];
}

/**
 * The emergency checkpoint that a file is.
 *
 * @param file its name in the run's directory, or a path to it
 * @param directory the run's, on this machine
 * @param folder the run's, on the disk
 * @throws UsageError when it lies elsewhere, or its name is no emergency checkpoint's
 */
export function chosenEmergency(file: string, directory: string, folder: string): Continuation {
  const name = fileName(file.replaceAll('\\', '/'));
  const parsed = parseCheckpointName(name);
  if (parsed?.kind !== 'INTERRUPTED' && parsed?.kind !== 'ERROR') {
    throw new UsageError(
      `--continue takes an INTERRUPTED or ERROR checkpoint, and ${name} is not named like one.`,
    );
  }
  if (name !== file && dirname(resolve(file)) !== resolve(directory)) {
    throw new UsageError(`${file} is not in the run's directory, ${directory}. Copy it there first.`);
  }
  return { path: folder + name, stage: parsed.stage };
}
