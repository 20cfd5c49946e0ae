import { MAX_CHECKPOINT_SIZE, MAX_RUN_FILES, MAX_RUN_SIZE } from '../checkpoint/limits';
import { fileName as baseName, parseCheckpointName } from '../checkpoint/names';
import { messageOf } from '../errors/problem';
import { MAX_FILE_SIZE } from '../groundMotion/recordLimits';
import { ModelZipError } from '../sb3/errors';
import { ZipArchive } from '../sb3/zipReader';
import type { RecordReading, ZipContents } from './protocol';
import { readingsOf } from './recordReadings';

const LIMITS = { entries: MAX_RUN_FILES, totalSize: MAX_RUN_SIZE, entrySize: MAX_FILE_SIZE };

/**
 * Looks into a zip: a model, or the checkpoints of a run, is left to the trainer, and so is what cannot be opened, of which
 * the trainer says why. Of all others each file is read or named, and zips of models in it are unpacked.
 */
export async function zipContents(fileName: string, zip: Blob): Promise<ZipContents> {
  let archive: ZipArchive;
  try {
    archive = await ZipArchive.open(zip, LIMITS);
  } catch (error) {
    if (error instanceof ModelZipError) return { of: 'model' };
    throw error;
  }
  if (holdsModel(archive) || archive.names.some((name) => parseCheckpointName(baseName(name)) !== null)) {
    return { of: 'model' };
  }
  const readings: RecordReading[] = [];
  const models: { fileName: string; content: Blob }[] = [];
  for (const name of archive.names) {
    const label = `${fileName}/${name}`;
    try {
      const bytes = (await archive.read(name)) ?? new Uint8Array();
      if (!isZip(bytes)) readings.push(...readingsOf(label, bytes));
      else if (await isModel(bytes)) models.push({ fileName: baseName(name), content: new Blob([bytes]) });
      else
        readings.push(
          problem(
            label,
            'it is a zip in a zip, and no model. Nothing was changed. Unpack the outer one first.',
          ),
        );
    } catch (error) {
      const what = error instanceof ModelZipError ? error.what : messageOf(error);
      readings.push(
        problem(label, `${what}. Nothing was changed. Unpack the zip, and choose the file itself.`),
      );
    }
  }
  if (archive.names.length === 0) {
    readings.push(problem(fileName, 'the zip has no files. Nothing was changed. Choose another.'));
  }
  return { of: 'files', readings, models };
}

export function isZip([first, second, third, fourth]: Uint8Array): boolean {
  const isEmptyOne = third === 5 && fourth === 6;
  return first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || isEmptyOne);
}

function holdsModel(archive: ZipArchive): boolean {
  return archive.unwrapped('data').names.includes('data');
}

async function isModel(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (bytes.length > MAX_CHECKPOINT_SIZE) return false;
  return holdsModel(await ZipArchive.open(bytes, LIMITS));
}

function problem(fileName: string, what: string): RecordReading {
  return { fileName, problem: `${fileName}: ${what}`, quantity: null };
}
