import type { RunSettings } from '../curriculum/settings';
import type { EmergencyCheckpoint, ResumePlan } from './resume';
import type { FileEntry } from './store/disk';

/** An emergency checkpoint that a person may continue from, and how far it is. */
export interface EmergencyOffer extends EmergencyCheckpoint {
  /** Steps of 0.02 s of its stage. */
  readonly stageTimesteps: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** The emergency checkpoints of the stage that the plan comes to next, with the force limit that it is to have. */
export function emergenciesOfNext(
  plan: ResumePlan,
  settings: Pick<RunSettings, 'stages'>,
): readonly EmergencyCheckpoint[] {
  if (plan.kind === 'complete') return [];
  const next = plan.kind === 'fresh' ? 1 : plan.next;
  const wanted_kN = settings.stages[next - 1].force_limit_kN;
  return plan.emergencies.filter(({ stage, forceLimit_kN }) => stage === next && forceLimit_kN === wanted_kN);
}

/**
 * What is offered to continue from, on the page and on the command line: the furthest of its stage first; of those that
 * are equally far, the newest.
 *
 * @param stageTimestepsOf what a file holds; null: it cannot be read, and is not offered
 */
export function offerEmergencies<File extends FileEntry>(
  emergencies: readonly EmergencyCheckpoint[],
  files: readonly File[],
  stageTimestepsOf: (file: File) => number | null,
): readonly EmergencyOffer[] {
  const offers = emergencies.flatMap((emergency) => {
    const file = files.find(({ path }) => path === emergency.path);
    const stageTimesteps = file ? stageTimestepsOf(file) : null;
    return file && stageTimesteps !== null
      ? [{ ...emergency, stageTimesteps, writtenAt: file.writtenAt }]
      : [];
  });
  return offers.toSorted((a, b) => b.stageTimesteps - a.stageTimesteps || b.writtenAt - a.writtenAt);
}
