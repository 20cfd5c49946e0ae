import type { Checkpoint, CheckpointKind } from '../checkpoint/checkpoint';
import type { Disk } from '../checkpoint/disk';
import { checkpointPath, formatCheckpointName, parseCheckpointName, runDirectory } from '../checkpoint/names';
import type { RunSettings } from '../curriculum/settings';
import { stageName } from '../curriculum/settings';
import { ModelZipError } from '../sb3/errors';
import type { DecodedModel } from '../sb3/modelZip';
import { decodeModelZip } from '../sb3/modelZip';
import type { ImportInspection, ImportTarget } from './protocol';

/** Takes uploaded zips into a run. The file on the disk is the uploaded one, byte for byte. */
export class Importer {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /**
   * Looks into a zip and stores nothing.
   *
   * @throws ModelZipError when it cannot be used
   */
  async inspect(fileName: string, bytes: Uint8Array<ArrayBuffer>): Promise<ImportInspection> {
    const decoded = await decodeModelZip(bytes);
    return {
      fileName,
      suggestedName: suggestName(fileName, decoded),
      summary: summarise(decoded),
      warnings: decoded.warnings,
    };
  }

  /**
   * @returns the path under which the zip is now stored
   * @throws ModelZipError when it cannot be used, and what `Disk.write` throws
   */
  async store(settings: RunSettings, bytes: Uint8Array<ArrayBuffer>, target: ImportTarget): Promise<string> {
    await decodeModelZip(bytes);
    const path = targetPath(settings, target);
    await this.#disk.write(path, bytes);
    return path;
  }
}

function targetPath(settings: RunSettings, target: ImportTarget): string {
  if (target.as === 'completed') return checkpointPath(settings, 'completed', target.stage);
  if (!parseCheckpointName(target.name)) {
    throw new ModelZipError(
      `"${target.name}" is not the name of a checkpoint`,
      'Choose the stage it completes.',
    );
  }
  return runDirectory(settings.run) + target.name;
}

/** The file's own name decides, as on a disk; else what the zip says of itself. */
function suggestName(fileName: string, decoded: DecodedModel): string | null {
  // Browsers number a second download: `stage1_50kN (1).zip`.
  const plain = fileName.replace(/ \(\d+\)(?=\.zip$)/, '');
  if (parseCheckpointName(plain)) return plain;
  return decoded.origin === 'tmd-lab' ? nameOf(decoded.checkpoint) : null;
}

function nameOf({ kind, stage, settings }: Checkpoint): string {
  if (kind === 'final') return formatCheckpointName({ kind });
  return formatCheckpointName({ kind, stage, forceLimit_kN: settings.stages[stage - 1].force_limit_kN });
}

const KINDS: Readonly<Record<CheckpointKind, string>> = {
  completed: 'completed',
  INTERRUPTED: 'interrupted',
  ERROR: 'stopped by an error',
  final: 'final model',
};

function summarise(decoded: DecodedModel): string[] {
  const timesteps = (count: number) => `${count.toLocaleString('en')} timesteps`;
  if (decoded.origin === 'stable-baselines3') {
    const { architecture, numTimesteps } = decoded.model;
    return ['Saved by Stable-Baselines3', timesteps(numTimesteps), network(architecture)];
  }
  const { stage, settings, state, engine, kind } = decoded.checkpoint;
  const place = `Stage ${stage}: ${stageName(settings.stages[stage - 1])}`;
  return [
    `${place}, ${KINDS[kind]}`,
    timesteps(state.counters.numTimesteps),
    network(state.architecture),
    `Trained by TMD Lab with ${engine}`,
  ];
}

function network({ netArch, activation }: { netArch: readonly number[]; activation: string }): string {
  return `Network ${netArch.join(' x ')}, ${activation}`;
}
