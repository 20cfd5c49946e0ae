import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { checkpointPath } from '../checkpoint/names';
import type { Disk } from '../checkpoint/store/disk';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_NUMBERS } from '../curriculum/settings';

/**
 * Whether a run was validated in every stage. A stage that was not has the held-out records' mean in its log, under validation's key,
 * and the settings of the final model say nothing of it: a run may go on with others. So the stage's own checkpoint is asked.
 *
 * @returns false also where a stage's checkpoint is gone, damaged or Python's: nobody knows then
 */
export async function isValidatedThroughout(
  disk: Disk,
  settings: Pick<RunSettings, 'run' | 'stages'>,
): Promise<boolean> {
  for (const stage of STAGE_NUMBERS) {
    if (!(await isValidated(disk, checkpointPath(settings, 'completed', stage)))) return false;
  }
  return true;
}

async function isValidated(disk: Disk, path: string): Promise<boolean> {
  try {
    const { training } = await loadCheckpoint(disk, path);
    return training !== null && training.settings.validation_interval > 0;
  } catch {
    // Whoever goes on from it is told; here it only chooses nothing.
    return false;
  }
}
