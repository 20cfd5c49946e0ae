import { dirname, resolve } from 'node:path';
import type { FileEntry } from '../checkpoint/store/disk';
import type { EmergencyCheckpoint, ResumePlan } from '../checkpoint/resume';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { UsageError } from './usage';

/** An emergency checkpoint that a person chose to go on from. */
export interface Continuation {
  readonly path: string;
  readonly stage: StageNumber;
}

/**
 * The newest emergency checkpoint of the stage that the plan comes to next, with that stage's force limit; null where
 * there is none.
 */
export function newestEmergency(
  plan: ResumePlan,
  files: readonly FileEntry[],
  settings: Pick<RunSettings, 'stages'>,
): Continuation | null {
  if (plan.kind === 'complete') return null;
  const next = plan.kind === 'fresh' ? 1 : plan.next;
  const wanted_kN = settings.stages[next - 1].force_limit_kN;
  const writtenAt = ({ path }: EmergencyCheckpoint) =>
    files.find((file) => file.path === path)?.writtenAt ?? 0;
  const candidates = plan.emergencies.filter(
    ({ stage, forceLimit_kN }) => stage === next && forceLimit_kN === wanted_kN,
  );
  return candidates.toSorted((a, b) => writtenAt(a) - writtenAt(b)).at(-1) ?? null;
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
