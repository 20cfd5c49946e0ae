import { MAX_CHECKPOINT_SIZE, MAX_PACKED_FILE_SIZE, MAX_RUN_FILES, MAX_RUN_SIZE } from '../checkpoint/limits';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import { isRunName } from '../curriculum/runName';
import { ModelZipError } from '../sb3/errors';
import { ZipBlobWriter } from '../sb3/zipBlob';
import { ZipArchive } from '../sb3/zipReader';

/** Reads one file when it is needed: a run may have more than fits into the memory. */
export type ReadFile = () => Promise<Uint8Array<ArrayBuffer>>;

/** All checkpoints of a run in one zip, in the run's folder as on a disk. */
export interface RunBundle {
  /** Name of the run, '' for the default one; null: the folder in the zip does not say. */
  readonly run: string | null;
  /** Checkpoints by file name. */
  readonly checkpoints: ReadonlyMap<string, ReadFile>;
  /** The user's own records that they name, by file name. */
  readonly records: ReadonlyMap<string, ReadFile>;
}

/** The folder of the default run; a named run is a folder in it. */
const FOLDER = 'rl_v9_advanced/';

/** Where the records lie beside the run's checkpoints. */
const RECORDS = 'records/';

const LIMITS = { entries: MAX_RUN_FILES, totalSize: MAX_RUN_SIZE, entrySize: MAX_PACKED_FILE_SIZE };

/**
 * Packs a run, one file at a time.
 *
 * @throws ModelZipError when it is larger than `readRunBundle` reads, and what reading its files throws
 */
export async function encodeRunBundle(bundle: RunBundle & { readonly run: string }): Promise<Blob> {
  const { run, checkpoints, records } = bundle;
  const folder = run === '' ? FOLDER : `${FOLDER}${run}/`;
  const files = [
    ...[...checkpoints].map(([name, read]) => [folder + name, read] as const),
    ...[...records].map(([name, read]) => [folder + RECORDS + name, read] as const),
  ];
  if (files.length > MAX_RUN_FILES) throw tooLarge(`${files.length} files`);
  const zip = new ZipBlobWriter();
  let size = 0;
  for (const [path, read] of files) {
    const bytes = await read();
    size += bytes.length;
    if (size > MAX_RUN_SIZE || bytes.length > MAX_PACKED_FILE_SIZE) {
      throw tooLarge(`more than ${Math.round(size / 2 ** 20)} MB`);
    }
    zip.add(path, bytes);
  }
  return zip.finish();
}

/**
 * The checkpoints in a zip of zips, found by their names, and the records beside them; other files are left out, so a
 * model bundle is read as well. No file is read before it is asked for.
 *
 * @returns null when the zip is no bundle but, perhaps, a checkpoint
 * @throws ModelZipError when it is damaged or too large, or holds two runs
 */
export async function readRunBundle(zip: Blob): Promise<RunBundle | null> {
  const archive = await ZipArchive.open(zip, LIMITS);
  const isCheckpoint = (path: string) => parseCheckpointName(fileName(path)) !== null;
  const checkpoints = archive.names.filter(isCheckpoint);
  if (checkpoints.length === 0) return null;
  const folders = new Set(checkpoints.map((path) => path.slice(0, path.length - fileName(path).length)));
  if (folders.size > 1) {
    throw new ModelZipError(
      `The zip holds checkpoints of ${folders.size} folders`,
      'Pack the checkpoints of one run.',
    );
  }
  const [folder] = folders;
  const name = folder.startsWith(FOLDER) ? folder.slice(FOLDER.length, -1) : null;
  const isRecord = (path: string) => path === folder + RECORDS + fileName(path) && /\.csv$/i.test(path);
  return {
    run: name !== null && isRunName(name) ? name : null,
    checkpoints: readers(archive, checkpoints, MAX_CHECKPOINT_SIZE),
    records: readers(archive, archive.names.filter(isRecord), MAX_PACKED_FILE_SIZE),
  };
}

/** By file name. */
function readers(archive: ZipArchive, paths: readonly string[], maxSize: number): Map<string, ReadFile> {
  return new Map(
    paths.map((path) => {
      const read = async () => {
        const bytes = await archive.read(path);
        if (!bytes || bytes.length > maxSize) {
          throw new ModelZipError(`${fileName(path)} is larger than any checkpoint`);
        }
        return bytes;
      };
      return [fileName(path), read];
    }),
  );
}

function tooLarge(size: string): ModelZipError {
  return new ModelZipError(
    `The run has ${size}, more than one zip holds`,
    'Download its checkpoints one by one, or delete those that you no longer need.',
  );
}
