import { RunExistsError } from '../checkpoint/store/errors';
import type { HashedDisk } from '../checkpoint/store/disk';
import { belongsToRun, fileName, runDirectory } from '../checkpoint/names';

/**
 * Gives a run another name, or a copy of it if it is to be kept: all of its files or none.
 *
 * @throws RunExistsError, FileMissingError, DiskFullError; nothing has changed then
 */
export async function relocateRun(
  disk: HashedDisk,
  from: string,
  to: string,
  { keep }: { readonly keep: boolean },
): Promise<void> {
  const pathsOf = async (run: string) => {
    const files = await disk.list(runDirectory(run));
    return files.map(({ path }) => path).filter((path) => belongsToRun(path, run));
  };
  if ((await pathsOf(to)).length > 0) throw new RunExistsError(runDirectory(to));
  const relocations = (await pathsOf(from)).map((path) => ({
    from: path,
    to: runDirectory(to) + fileName(path),
  }));
  if (keep) await disk.copy(relocations);
  else await disk.move(relocations);
}
