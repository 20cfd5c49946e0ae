import type { Disk } from '../checkpoint/store/disk';
import { checkpointPath, fileName, runDirectory } from '../checkpoint/names';
import { sha256 } from '../checkpoint/store/sha256';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { results } from '../export/results';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';

/** Where a run's results are. */
export function resultsPath({ run }: Pick<RunSettings, 'run'>): string {
  return `${runDirectory(run)}results.json`;
}

/**
 * Writes `results.json` beside the checkpoints: what the final model's zip holds of its evaluations.
 *
 * @returns its path
 * @throws what `Disk.read` and `Disk.write` throw
 */
export async function writeResults(disk: Disk, settings: RunSettings): Promise<string> {
  const model = checkpointPath(settings, 'final', STAGE_COUNT);
  const [zip, { state, training }] = await Promise.all([disk.read(model), loadCheckpoint(disk, model)]);
  const content = results({ fileName: fileName(model), zip, sha256: await sha256(zip), state, training });
  const path = resultsPath(settings);
  await disk.write(path, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
  return path;
}
