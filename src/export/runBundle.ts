import { MAX_RUN_SIZE } from '../checkpoint/limits';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import { isRunName } from '../curriculum/runName';
import { ModelZipError } from '../sb3/errors';
import { readZip, readZipNames } from '../sb3/zipReader';
import { writeZip } from '../sb3/zipWriter';

/** All checkpoints of a run in one zip, in the run's folder as on a disk. */
export interface RunBundle {
  /** Name of the run, '' for the default one; null: the folder in the zip does not say. */
  readonly run: string | null;
  /** Checkpoints by file name. */
  readonly checkpoints: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The user's own records that they name, by file name. */
  readonly records: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The folder of the default run; a named run is a folder in it. */
const FOLDER = 'rl_v9_advanced/';

/** Where the records lie beside the run's checkpoints. */
const RECORDS = 'records/';

/** More files than four stages can have, with room for what a person adds. */
const LIMITS = { entries: 64, totalSize: MAX_RUN_SIZE };

export function encodeRunBundle({
  run,
  checkpoints,
  records,
}: RunBundle & { readonly run: string }): Promise<Uint8Array<ArrayBuffer>> {
  const folder = run === '' ? FOLDER : `${FOLDER}${run}/`;
  return writeZip(
    new Map([
      ...[...checkpoints].map(([name, bytes]) => [folder + name, bytes] as const),
      ...[...records].map(([name, bytes]) => [folder + RECORDS + name, bytes] as const),
    ]),
  );
}

/**
 * The checkpoints in a zip of zips, found by their names, and the records beside them; other files are left out, so a
 * model bundle is read as well.
 *
 * @returns null when the zip is no bundle but, perhaps, a checkpoint
 * @throws ModelZipError when it is damaged or too large, or holds two runs
 */
export async function readRunBundle(bytes: Uint8Array<ArrayBuffer>): Promise<RunBundle | null> {
  const isCheckpoint = (path: string) => parseCheckpointName(fileName(path)) !== null;
  if (!readZipNames(bytes, LIMITS).some(isCheckpoint)) return null;
  const isRecord = (path: string) => path.endsWith(`${RECORDS}${fileName(path)}`) && /\.csv$/i.test(path);
  const found = [...(await readZip(bytes, LIMITS, (path) => isCheckpoint(path) || isRecord(path)))];
  const checkpoints = found.filter(([path]) => isCheckpoint(path));
  const folders = new Set(checkpoints.map(([path]) => path.slice(0, path.length - fileName(path).length)));
  if (folders.size > 1) {
    throw new ModelZipError(
      `The zip holds checkpoints of ${folders.size} folders`,
      'Pack the checkpoints of one run.',
    );
  }
  const [folder] = folders;
  const name = folder.startsWith(FOLDER) ? folder.slice(FOLDER.length, -1) : null;
  return {
    run: name !== null && isRunName(name) ? name : null,
    checkpoints: byFileName(checkpoints),
    records: byFileName(found.filter(([path]) => path === folder + RECORDS + fileName(path))),
  };
}

function byFileName(files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[]) {
  return new Map(files.map(([path, content]) => [fileName(path), content]));
}
