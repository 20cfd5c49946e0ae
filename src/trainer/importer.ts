import { taskBuilding } from '../curriculum/taskBuilding';
import type { Checkpoint } from '../checkpoint/checkpoint';
import type { CheckpointKind } from '../checkpoint/names';
import type { Disk, NewFile } from '../checkpoint/store/disk';
import { MAX_CHECKPOINT_SIZE } from '../checkpoint/limits';
import {
  checkpointPath,
  formatCheckpointName,
  initialModelPath,
  parseCheckpointName,
  runDirectory,
} from '../checkpoint/names';
import { recordUsesOf } from '../curriculum/runRecords';
import type { RunSettings } from '../curriculum/settings';
import { stageName } from '../curriculum/settings';
import type { RunBundle } from '../export/runBundle';
import { readRunBundle } from '../export/runBundle';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { decodeRecord } from '../records/recordFile';
import { RecordShelf } from '../records/recordShelf';
import { ModelZipError } from '../sb3/errors';
import type { DecodedModel } from '../checkpoint/zip/modelZip';
import { decodeModelZip, plainModelZip } from '../checkpoint/zip/modelZip';
import { buildingMismatch, inWords } from './anotherBuilding';
import { recipesOfForeign, recipesOfRun } from './importedRecipes';
import type { ImportInspection, ImportTarget, NamedFile } from './protocol';

/** Takes uploaded zips into a run. The files on the disk are the uploaded ones, byte for byte, but for what was packed around them. */
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
  async inspect({ fileName, content }: NamedFile): Promise<ImportInspection> {
    const bundle = await readRunBundle(content);
    if (bundle) return inspectBundle(fileName, bundle);
    const decoded = await decodeModelZip(await bytesOf(content));
    const name = suggestName(fileName, decoded);
    const { recipes, mustChooseRecipe } =
      decoded.origin === 'tmd-lab'
        ? recipesOfRun(decoded.checkpoint.settings)
        : recipesOfForeign(decoded.model);
    return {
      fileName,
      names: name ? [name] : [],
      run: null,
      summary: summarise(decoded),
      warnings: decoded.warnings,
      recipes,
      mustChooseRecipe,
    };
  }

  /**
   * Stores a zip, or the files of a bundle, in the run: all of them or none. All are looked into before that; one is in memory
   * at a time.
   *
   * @throws ModelZipError when the zip cannot be used, GroundMotionError when a record in it cannot, and what `Disk.writeAll`
   *   throws
   */
  async store(settings: RunSettings, file: NamedFile, target: ImportTarget): Promise<void> {
    const bundle = await readRunBundle(file.content);
    if (!bundle) {
      const bytes = await bytesOf(file.content);
      const decoded = await decodeModelZip(bytes);
      assertForBuilding(settings, decoded);
      const path = pathOf(settings, file.fileName, decoded, target);
      await this.#disk.write(path, await plainModelZip(bytes));
      return;
    }
    for await (const decoded of decodeAll(bundle)) assertForBuilding(settings, decoded);
    for await (const record of recordsOf(bundle)) void record;
    const shelf = new RecordShelf(this.#disk);
    await this.#disk.writeAll(filesOf(bundle, runDirectory(settings.run), shelf));
  }
}

/** @throws ModelZipError where it was trained for another building than the run's */
function assertForBuilding(settings: RunSettings, decoded: DecodedModel): void {
  const mismatch = buildingMismatch(elsewhereOf(decoded), settings);
  if (mismatch === null) return;
  throw new ModelZipError(`It ${mismatch}`, 'Take over the settings that it was trained with.');
}

function elsewhereOf(decoded: DecodedModel): Parameters<typeof buildingMismatch>[0] {
  if (decoded.origin === 'stable-baselines3') {
    return { settings: null, observationSize: decoded.model.architecture.observationSize };
  }
  const { settings, state } = decoded.checkpoint;
  return { settings, observationSize: state.architecture.observationSize };
}

/** The files of a bundle, as they go to the disk. */
async function* filesOf(bundle: RunBundle, directory: string, shelf: RecordShelf): AsyncGenerator<NewFile> {
  yield* shelf.filesFor(recordsOf(bundle));
  for (const [name, read] of bundle.checkpoints) yield { path: directory + name, bytes: await read() };
}

/** @throws GroundMotionError */
async function* recordsOf({ records }: RunBundle): AsyncGenerator<GroundMotion> {
  for (const [name, read] of records) yield decodeRecord(name, await read());
}

/** Where a zip that is no bundle goes. */
function pathOf(
  settings: RunSettings,
  fileName: string,
  decoded: DecodedModel,
  target: ImportTarget,
): string {
  if (target.as === 'completed') return checkpointPath(settings, 'completed', target.stage);
  if (target.as === 'initial') return initialModelPath(settings.run);
  const name = suggestName(fileName, decoded);
  if (name) return runDirectory(settings.run) + name;
  throw new ModelZipError(`"${fileName}" is not the name of a checkpoint`, 'Choose the stage it completes.');
}

/** @throws ModelZipError before a file that is too large is read */
async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (content.size > MAX_CHECKPOINT_SIZE) throw new ModelZipError('The file is larger than any checkpoint');
  return new Uint8Array(await content.arrayBuffer());
}

async function inspectBundle(fileName: string, bundle: RunBundle): Promise<ImportInspection> {
  const names = [...bundle.checkpoints.keys()];
  const warnings = new Set<string>();
  let newest: { readonly settings: RunSettings; readonly numTimesteps: number } | null = null;
  for await (const model of decodeAll(bundle)) {
    model.warnings.forEach((warning) => warnings.add(warning));
    if (model.origin !== 'tmd-lab') continue;
    const { settings, state } = model.checkpoint;
    const { numTimesteps } = state.counters;
    if (!newest || numTimesteps >= newest.numTimesteps) newest = { settings, numTimesteps };
  }
  return {
    fileName,
    names,
    run: bundle.run,
    summary: [
      `${names.length} ${names.length === 1 ? 'checkpoint' : 'checkpoints'} of a run`,
      ...[...bundle.records.keys()].map((name) => `Its own record ${name.replace(/\.csv$/i, '')}`),
    ],
    warnings: [...warnings],
    ...(newest ? recipesOfRun(newest.settings) : { recipes: [], mustChooseRecipe: false }),
  };
}

/**
 * The checkpoints of a bundle, one after the other.
 *
 * @throws ModelZipError naming the checkpoint
 */
async function* decodeAll({ checkpoints }: RunBundle): AsyncGenerator<DecodedModel> {
  for (const [name, read] of checkpoints) {
    try {
      yield await decodeModelZip(await read());
    } catch (error) {
      if (error instanceof ModelZipError) throw new ModelZipError(`${name}: ${error.what}`);
      throw error;
    }
  }
}

/** The name to store a zip under: the file's own decides, as on a disk; else what the zip says of itself. */
function suggestName(fileName: string, decoded: DecodedModel): string | null {
  // Browsers number a second download: `stage1_50kN (1).zip`; Firefox `stage1_50kN(1).zip`.
  const plain = fileName.replace(/ ?\(\d+\)(?=\.zip$)/, '');
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

const AGREES =
  'Its learning rate is a Python function; its name, its numbers and the last value agree with what is taken over';

function summarise(decoded: DecodedModel): string[] {
  const timesteps = (count: number) => `${count.toLocaleString('en')} timesteps`;
  if (decoded.origin === 'stable-baselines3') {
    const { architecture, numTimesteps, recipe } = decoded.model;
    const lines = ['Saved by Stable-Baselines3', timesteps(numTimesteps), network(architecture)];
    if (typeof recipe.learning_rate !== 'string')
      return recipe.likelyLearningRate ? [...lines, AGREES] : lines;
    return [...lines, `Its learning rate cannot be taken over: it is ${recipe.learning_rate}`];
  }
  const { stage, settings, state, engine, kind } = decoded.checkpoint;
  const records = [...new Set(recordUsesOf(settings).map(({ name }) => name))];
  const place = `Stage ${stage}: ${stageName(settings.stages[stage - 1])}`;
  return [
    `${place}, ${KINDS[kind]}`,
    timesteps(state.counters.numTimesteps),
    network(state.architecture),
    ...((settings.building ?? settings.seismometers.length > 0)
      ? [`Building ${inWords(taskBuilding(settings))}`]
      : []),
    `Trained by TMD Lab with ${engine}`,
    ...(records.length > 0 ? [`Own records of the run: ${records.join(', ')}`] : []),
  ];
}

function network({ netArch, activation }: { netArch: readonly number[]; activation: string }): string {
  return `Network ${netArch.join(' x ')}, ${activation}`;
}
