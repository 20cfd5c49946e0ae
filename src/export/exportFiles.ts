import type { Disk } from '../checkpoint/store/disk';
import { fileName } from '../checkpoint/names';
import { sortByReadability } from '../checkpoint/store/readability';
import { sha256 } from '../checkpoint/store/sha256';
import { recordUsesOf } from '../curriculum/runRecords';
import { RecordShelf } from '../records/recordShelf';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';

/** The policy alone, as a graph or as program text, or a bundle of the checkpoint with all that goes with it. */
export type ExportFormat = 'onnx' | 'c' | 'javascript' | 'bundle';

interface ExportedFile {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A checkpoint in a form for other programs. The writers are loaded here, on demand.
 *
 * @throws FileMissingError, FileCorruptError naming the file
 */
export async function exportModel(disk: Disk, path: string, format: ExportFormat): Promise<ExportedFile> {
  const [
    { encodeModelBundle, onnxOf },
    { cHeader },
    { javascriptModule },
    { policyCode },
    zip,
    { state, training },
  ] = await Promise.all([
    import('./modelBundle'),
    import('./code/cHeader'),
    import('./code/javascriptModule'),
    import('./code/policyCode'),
    disk.read(path),
    loadCheckpoint(disk, path),
  ]);
  const name = fileName(path);
  const model = { fileName: name, zip, sha256: await sha256(zip), state, training };
  switch (format) {
    case 'onnx':
      return { fileName: 'policy.onnx', bytes: onnxOf(model) };
    case 'c':
      return { fileName: 'policy.h', bytes: textBytes(cHeader(policyCode(model))) };
    case 'javascript':
      return { fileName: 'policy.js', bytes: textBytes(javascriptModule(policyCode(model))) };
    case 'bundle':
      return { fileName: name.replace(/\.zip$/, '_model.zip'), bytes: await encodeModelBundle(model) };
  }
}

function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

/**
 * Checkpoints of a run in one zip, with those of the user's own records that they name and that are still here. One file is
 * in memory at a time. What is damaged is left out.
 *
 * @throws FileMissingError, FileCorruptError when no checkpoint can be read; ModelZipError when the run is too large for a zip
 */
export async function exportRun(
  disk: Disk,
  run: string,
  paths: readonly string[],
): Promise<{ readonly fileName: string; readonly content: Blob; readonly leftOut: readonly string[] }> {
  const { encodeRunBundle } = await import('./runBundle');
  const digests = new Set<string>();
  const checkpoints = await sortByReadability(paths, async (path) => {
    const { training } = await loadCheckpoint(disk, path);
    if (training) recordUsesOf(training.settings).forEach(({ digest }) => digests.add(digest));
  });
  const named = (await new RecordShelf(disk).list()).filter(({ digest }) => digests.has(digest));
  const records = await sortByReadability(
    named.map(({ path }) => path),
    (path) => disk.read(path),
    { areNeeded: false },
  );
  const reader = (path: string) => [fileName(path), () => disk.read(path)] as const;
  const bundle = {
    run,
    checkpoints: new Map(checkpoints.readable.map(reader)),
    records: new Map(records.readable.map(reader)),
  };
  const name = run === '' ? 'rl_v9_advanced.zip' : `rl_v9_advanced_${run}.zip`;
  const leftOut = [...checkpoints.unreadable, ...records.unreadable].map(fileName);
  return { fileName: name, content: await encodeRunBundle(bundle), leftOut };
}
