import type { EmergencyOffer } from '../checkpoint/emergencyOffer';
import { emergenciesOfNext, offerEmergencies } from '../checkpoint/emergencyOffer';
import { planResume } from '../checkpoint/resume';
import type { HashedFileEntry } from '../checkpoint/store/disk';
import type { RunSettings } from '../curriculum/settings';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';

/** What a run may go on from instead of the start of its stage. */
export interface Continuations {
  /** The emergency checkpoints of the stage. */
  readonly files: readonly HashedFileEntry[];
  /** How far they are is not known yet: nothing is offered that may not be the furthest. */
  readonly isComparing: boolean;
  /** The furthest first. */
  readonly offers: readonly EmergencyOffer[];
}

/** @param all files, also of other runs */
export function continuationsOf(
  settings: RunSettings,
  all: readonly HashedFileEntry[],
  details: CheckpointDetailsState,
): Continuations {
  const emergencies = emergenciesOfNext(planResume(all, settings), settings);
  const files = all.filter((file) => emergencies.some(({ path }) => path === file.path));
  const isComparing = files.some((file) => (details.of(file)?.status ?? 'reading') === 'reading');
  const timestepsOf = (file: HashedFileEntry) => details.descriptionOf(file)?.stageTimesteps ?? null;
  return { files, isComparing, offers: isComparing ? [] : offerEmergencies(emergencies, files, timestepsOf) };
}
