import type { Checkpoint } from '../checkpoint';
import { MAX_CHECKPOINT_SIZE } from '../limits';
import { sha256 } from '../store/sha256';
import { observationSizeOf } from '../../building/building';
import { taskBuilding } from '../../curriculum/taskBuilding';
import { scheduleValue } from '../../curriculum/schedule';
import { foldNormalisation } from '../../ppo/foldedNetwork';
import type { EngineState } from '../../ppo/runnerState';
import { readBestPolicy, writeBestPolicy } from './bestPolicyEntry';
import { writeData } from '../../sb3/dataEntry';
import { ModelZipError, UnsuitableZipError } from '../../sb3/errors';
import { readFirstLayers, writeFirstLayers } from './firstLayers';
import { agreesWith } from '../../sb3/likelySchedule';
import type { ForeignRecipe, ModelData } from '../../sb3/modelData';
import { readData } from '../../sb3/modelData';
import { readOptimizer, readPolicy, writeOptimizer, writePolicy } from '../../sb3/stateDict';
import {
  BEST_POLICY_NAME,
  ENTRY_NAME,
  ENVIRONMENTS_NAME,
  FIRST_LAYERS_NAME,
  readEntry,
  readEnvironments,
  writeEntry,
  writeEnvironments,
} from './tmdLabEntry';
import { TorchArchiveWriter } from '../../sb3/torchArchive';
import { validateState } from './validateState';
import { ZipArchive } from '../../sb3/zipReader';
import { writeZip } from '../../sb3/zipWriter';

/** What a reader should hear of a zip that an older page wrote. */
const OLD_EVALUATIONS = 'Its evaluations compare on one record, as older pages did, and are left out.';

const LIMITS = { entries: 64, totalSize: MAX_CHECKPOINT_SIZE };
/** Bytes of an entry that is JSON: Python's `data` has some hundred thousand at most, and parsing makes ten of each. */
const MAX_JSON_SIZE = 4 * 2 ** 20;

/** Entries that are read for what they say. */
const READ_ENTRIES: ReadonlySet<string> = new Set([
  ...['data', 'policy.pth', 'policy.optimizer.pth'],
  ...[ENTRY_NAME, FIRST_LAYERS_NAME, BEST_POLICY_NAME, ENVIRONMENTS_NAME],
]);

/** The version whose format this is. */
const SB3_VERSION = '2.9.0';

/** A zip that Stable-Baselines3 saved: a policy and its optimizer, without a place in a run. */
export interface ForeignModel extends EngineState {
  readonly numTimesteps: number;
  /** Timesteps of the `learn()` that it was saved in or after: the stage's, where each stage is one. */
  readonly stageTimesteps: number;
  readonly nUpdates: number;
  readonly recipe: ForeignRecipe;
  /** Learning rate of its last update; null: the zip does not say. */
  readonly lastLearningRate: number | null;
}

export type DecodedModel =
  | { readonly origin: 'tmd-lab'; readonly checkpoint: Checkpoint; readonly warnings: readonly string[] }
  | {
      readonly origin: 'stable-baselines3';
      readonly model: ForeignModel;
      readonly warnings: readonly string[];
    };

/**
 * A checkpoint as the zip that `PPO.load` of Stable-Baselines3 opens. The same checkpoint gives the same bytes. Its policy
 * is for raw observations: a normalisation is part of the first layers.
 *
 * @throws ModelZipError when the state is not fit to be saved
 */
export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { state, settings, stage } = checkpoint;
  validateState(state);
  const { counters, environments, normalisation, best } = state;
  const { architecture, parameters, optimizer } = foldNormalisation(state, normalisation.observations);
  const { hyperparameters, total_timesteps } = settings.stages[stage - 1];
  const timestepsAtStageStart = counters.numTimesteps - counters.stageTimesteps;
  // Below zero where the last rollout went past the total, as in Stable-Baselines3.
  const progressRemaining = 1 - counters.stageTimesteps / total_timesteps;
  const learningRate = scheduleValue(hyperparameters.learning_rate, progressRemaining);
  const data = writeData({
    architecture,
    counters,
    hyperparameters,
    n_envs: settings.n_envs,
    seed: settings.seed,
    totalTimesteps: timestepsAtStageStart + total_timesteps,
    timestepsAtStageStart,
    progressRemaining,
  });
  const files = new Map<string, Uint8Array<ArrayBuffer> | string>([
    ['data', data],
    ['pytorch_variables.pth', await writeEmptyVariables()],
    ['policy.pth', await writePolicy(architecture, parameters)],
    ['policy.optimizer.pth', await writeOptimizer(architecture, optimizer, learningRate)],
    ['_stable_baselines3_version', SB3_VERSION],
    ['system_info.txt', `- OS: TMD Lab\n- Stable-Baselines3: ${SB3_VERSION} (format)\n`],
    [ENTRY_NAME, writeEntry(checkpoint, await digest(parameters))],
  ]);
  // Folding rounds: to go on exactly, the page needs the layers as they were.
  if (normalisation.observations) files.set(FIRST_LAYERS_NAME, writeFirstLayers(state));
  if (best) files.set(BEST_POLICY_NAME, writeBestPolicy(best));
  if (environments) files.set(ENVIRONMENTS_NAME, writeEnvironments(environments));
  return writeZip(files);
}

/**
 * Reads a zip of this page or of Stable-Baselines3 1.x or 2.x, without running anything in it.
 *
 * @throws ModelZipError when it is damaged or cannot be trained on here, with the reason
 */
export async function decodeModelZip(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedModel> {
  try {
    return await decode(bytes);
  } catch (error) {
    // Lengths that lie lead out of a buffer; which one does not matter to anybody.
    if (error instanceof RangeError)
      throw new ModelZipError('The zip is damaged', 'Download or copy it again.');
    throw error;
  }
}

/**
 * A model's zip as `PPO.load` opens it: without the folder, the system files and the separators of who packed it again.
 *
 * @returns the same bytes where nothing is in the way
 * @throws ModelZipError as `decodeModelZip`
 */
export async function plainModelZip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const archive = (await ZipArchive.open(bytes, LIMITS)).unwrapped('data');
  if (archive.isPlain) return bytes;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of archive.names) {
    const content = await archive.read(name);
    if (content) files.set(name, content);
  }
  return writeZip(files);
}

async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedModel> {
  if (bytes.length > MAX_CHECKPOINT_SIZE)
    throw new UnsuitableZipError('The file is larger than any checkpoint');
  // One entry after the other, the small ones first: what is refused is refused before the large ones are read.
  const archive = (await ZipArchive.open(bytes, LIMITS)).unwrapped('data');
  const file = async (name: string) => {
    const content = await archive.read(name);
    if (!content) throw new UnsuitableZipError(`The zip has no entry "${name}", so it is not a model of PPO`);
    return content;
  };
  const data = readData(expectJson('data', await file('data')));
  const own = await archive.read(ENTRY_NAME);
  const entry = own && readEntry(expectJson(ENTRY_NAME, own));
  const { architecture, parameters } = await readPolicy(await file('policy.pth'), data);
  const adam = await readOptimizer(await file('policy.optimizer.pth'), architecture);
  const { optimizer } = adam;
  for (const name of archive.names) {
    // What nobody needs is still a sign of damage.
    if (!READ_ENTRIES.has(name)) await archive.read(name);
  }
  if (!entry) {
    const { numTimesteps, stageTimesteps, nUpdates } = data;
    const model: ForeignModel = {
      architecture,
      parameters,
      optimizer,
      environments: null,
      numTimesteps,
      stageTimesteps,
      nUpdates,
      recipe: withConfirmedSchedule(data, adam.learningRate),
      lastLearningRate: adam.learningRate,
    };
    validateState(model);
    return { origin: 'stable-baselines3', model, warnings: [...data.warnings, ...adam.warnings] };
  }
  if (entry.parameters_sha256 !== (await digest(parameters))) {
    throw new ModelZipError(
      'The policy in the zip is not the one that it was saved with',
      'Download it again.',
    );
  }
  const checkpoint = await checkpointOf(entry, { architecture, parameters, optimizer }, archive);
  const isComplete = checkpoint.evaluations.length === entry.evaluations.length;
  return { origin: 'tmd-lab', checkpoint, warnings: isComplete ? [] : [OLD_EVALUATIONS] };
}

/** A learning rate that is a Python function is the schedule that its names say, where the optimizer was set to its value. */
function withConfirmedSchedule({ recipe, progressRemaining }: ModelData, last: number | null): ForeignRecipe {
  const { learning_rate, likelyLearningRate: likely } = recipe;
  if (typeof learning_rate !== 'string' || !likely) return recipe;
  return agreesWith(likely, progressRemaining, last) ? { ...recipe, learning_rate: likely } : recipe;
}

/** @param folded the policy as Stable-Baselines3 has it, for raw observations */
async function checkpointOf(
  entry: ReturnType<typeof readEntry>,
  folded: Pick<Checkpoint['state'], 'architecture' | 'parameters' | 'optimizer'>,
  archive: ZipArchive,
): Promise<Checkpoint> {
  const { schema_version, kind, stage, settings, counters, normalisation, episodes, engine, device } = entry;
  const environments =
    entry.environments &&
    readEnvironments(await archive.read(ENVIRONMENTS_NAME), {
      schema_version,
      environments: entry.environments,
      building: taskBuilding(settings),
    });
  assertSameSensors(entry, folded.architecture);
  const network = normalisation.observations
    ? readFirstLayers(await archive.read(FIRST_LAYERS_NAME), folded)
    : folded;
  const best = entry.best && {
    ...entry.best,
    parameters: readBestPolicy(await archive.read(BEST_POLICY_NAME), folded.parameters.length),
  };
  const state = { ...network, environments, counters, normalisation, episodes, best };
  validateState(state);
  const evaluations = entry.evaluations.filter((evaluation) => evaluation !== null);
  const { finalEvaluation } = entry;
  return { kind, stage, settings, state, evaluations, finalEvaluation, engine, device };
}

/** @throws ModelZipError where the network sees other sensors than its settings have */
function assertSameSensors(
  { settings, normalisation, best }: ReturnType<typeof readEntry>,
  { observationSize }: Checkpoint['state']['architecture'],
): void {
  const sizes = [
    observationSizeOf(taskBuilding(settings)),
    normalisation.observations?.mean.length ?? observationSize,
    best?.normalisation.observations?.mean.length ?? observationSize,
  ];
  if (sizes.some((size) => size !== observationSize)) {
    throw new ModelZipError('The policy in the zip has another number of sensors than its building');
  }
}

function expectJson(name: string, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (content.length <= MAX_JSON_SIZE) return content;
  throw new ModelZipError(`The entry "${name}" is larger than any model's`);
}

/** `pytorch_variables.pth`: PPO has none, and Stable-Baselines3 writes the empty dictionary. */
function writeEmptyVariables(): Promise<Uint8Array<ArrayBuffer>> {
  const archive = new TorchArchiveWriter();
  archive.pickle.emptyDict();
  return archive.finish();
}

async function digest(parameters: Float32Array): Promise<string> {
  const view = new DataView(new ArrayBuffer(4 * parameters.length));
  parameters.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return sha256(new Uint8Array(view.buffer));
}
