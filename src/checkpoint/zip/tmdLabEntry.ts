import * as v from 'valibot';
import type { Checkpoint } from '../checkpoint';
import { validateSettings } from '../../curriculum/validateSettings';
import { LATER_METRICS } from '../../evaluation/metricNames';
import type { StageEvaluation } from '../../evaluation/stageEvaluation';
import type { VectorEnvironmentState } from '../../environment/specification';
import type { Normalisation } from '../../ppo/normalisation';
import type { Building } from '../../building/building';
import { observationSizeOf } from '../../building/building';
import { VERSION } from '../../version/version';
import { ModelZipError } from '../../sb3/errors';
import { evaluationsEntry, finalEvaluationEntry } from './evaluationEntry';
import { withKeptKeys, withOurKeys } from './keptKeys';
import {
  count,
  needsLatestPages,
  needsNewerPages,
  settingsEntry,
  settingsForOlderPages,
} from './settingsEntry';

/** The entries of a checkpoint that Stable-Baselines3 has no place for, and ignores. */
export const ENTRY_NAME = 'tmd_lab.json';
export const ENVIRONMENTS_NAME = 'tmd_lab_environments.bin';
export const FIRST_LAYERS_NAME = 'tmd_lab_first_layers.bin';
export const BEST_POLICY_NAME = 'tmd_lab_best_policy.bin';

/** Raised whenever an older page could misread the entry: what is not there, needs no newer page. */
const SCHEMA_VERSION = 2;
/** Of an entry that names a building. */
const SCHEMA_VERSION_OF_BUILDINGS = 3;
/** Of an entry that limits the stroke, or whose evaluations have what pages before it would not expect in them. */
const SCHEMA_VERSION_OF_STROKES = 4;
/** Of an entry whose policy reads seismometers, or a stage of which has its own number of records. */
const LATEST_SCHEMA_VERSION = 5;
/** Pages before 2 knew neither normalisation nor amplitudes, and compared on one record. */
const READABLE_VERSIONS = [
  1,
  SCHEMA_VERSION,
  SCHEMA_VERSION_OF_BUILDINGS,
  SCHEMA_VERSION_OF_STROKES,
  LATEST_SCHEMA_VERSION,
] as const;

const stage = v.picklist([1, 2, 3, 4]);

const float64Array = v.pipe(
  v.array(v.number()),
  v.transform((values) => Float64Array.from(values)),
);

const normalisation = v.strictObject({
  observations: v.nullable(
    v.pipe(
      v.strictObject({ mean: float64Array, covariance: float64Array, count }),
      v.check(({ mean, covariance }) => covariance.length === mean.length ** 2, 'not square'),
    ),
  ),
  returns: v.nullable(v.strictObject({ mean: v.number(), variance: v.number(), count })),
});

const best = v.strictObject({
  normalisation,
  score: v.number(),
  iteration: count,
  validatedAt: count,
  waited: count,
});

const schema = v.object({
  schema_version: v.picklist(READABLE_VERSIONS),
  /** Of the program that wrote it; older ones did not say. */
  program_version: v.optional(v.string()),
  kind: v.picklist(['completed', 'INTERRUPTED', 'ERROR', 'final']),
  stage,
  settings: settingsEntry,
  counters: v.strictObject({ numTimesteps: count, nUpdates: count, stageTimesteps: count, iteration: count }),
  normalisation: v.optional(normalisation, { observations: null, returns: null }),
  episodes: v.pipe(v.array(v.strictObject({ r: v.number(), l: count })), v.maxLength(100)),
  best: v.optional(v.nullable(best), null),
  evaluations: evaluationsEntry,
  finalEvaluation: v.optional(v.nullable(finalEvaluationEntry), null),
  engine: v.string(),
  device: v.string(),
  /** SHA-256 of the parameters as little-endian float32, in the order of `state_dict()`. */
  parameters_sha256: v.string(),
  environments: v.nullable(v.strictObject({ stageStep: count, count, delayedActions: count })),
});

type Entry = v.InferOutput<typeof schema>;
type SavedEnvironments = NonNullable<Entry['environments']>;

export function writeEntry(checkpoint: Checkpoint, parameters_sha256: string): string {
  const { kind, stage, settings, state, evaluations, finalEvaluation, engine, device } = checkpoint;
  const { counters, normalisation, episodes, best, environments } = state;
  const entry = {
    schema_version: schemaVersionOf(checkpoint),
    program_version: VERSION,
    kind,
    stage,
    settings,
    counters,
    normalisation: writeNormalisation(normalisation),
    episodes,
    best: best && {
      normalisation: writeNormalisation(best.normalisation),
      score: best.score,
      iteration: best.iteration,
      validatedAt: best.validatedAt,
      waited: best.waited,
    },
    evaluations,
    finalEvaluation,
    engine,
    device,
    parameters_sha256,
    environments: environments && {
      stageStep: environments.stageStep,
      count: environments.record.length,
      delayedActions: environments.delayedActions.length,
    },
  };
  // Through the schema: it brings the keys into one order, so that the same checkpoint gives the same bytes.
  const ordered = v.parse(schema, entry);
  return JSON.stringify(
    { ...ordered, settings: settingsForOlderPages(ordered.settings) },
    (_, value: unknown) => (value instanceof Float64Array ? [...value] : withKeptKeys(value)),
    2,
  );
}

/** The oldest that can read it. */
function schemaVersionOf({ settings, evaluations, finalEvaluation }: Checkpoint): number {
  const all = [...evaluations, ...(finalEvaluation?.stages ?? [])];
  if (needsLatestPages(settings)) return LATEST_SCHEMA_VERSION;
  if (needsNewerPages(settings) || all.some(hasMoreMetrics)) return SCHEMA_VERSION_OF_STROKES;
  return settings.building ? SCHEMA_VERSION_OF_BUILDINGS : SCHEMA_VERSION;
}

function hasMoreMetrics({ weight_N, responses, ownRecords }: StageEvaluation): boolean {
  const all = [...Object.values(responses), ...Object.values(ownRecords?.responses ?? {})];
  return weight_N !== undefined || all.some((each) => LATER_METRICS.some((metric) => each[metric]));
}

function writeNormalisation({ observations, returns }: Normalisation) {
  if (!observations) return { observations, returns };
  const { mean, covariance, count } = observations;
  return { observations: { mean: [...mean], covariance: [...covariance], count }, returns };
}

/**
 * @throws ModelZipError when it is not an entry of this version of the page
 */
export function readEntry(bytes: Uint8Array): Entry {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => withOurKeys(value));
  } catch {
    throw new ModelZipError(`The entry "${ENTRY_NAME}" of the zip is not JSON`);
  }
  const version = v.safeParse(v.object({ schema_version: v.number() }), json);
  if (version.success && version.output.schema_version > LATEST_SCHEMA_VERSION) {
    throw new ModelZipError(
      'A newer version of this page wrote the zip',
      'Download what is not saved, then reload the page to get that version.',
    );
  }
  const result = v.safeParse(schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ModelZipError(
      `The entry "${ENTRY_NAME}" has a bad value at ${v.getDotPath(issue) ?? 'its top'}`,
    );
  }
  const [bad] = validateSettings(result.output.settings);
  if (bad)
    throw new ModelZipError(`The settings in the zip are not valid: ${bad.message.replace(/\.$/, '')}`);
  return result.output;
}

/** The arrays of the environments, little-endian, one after the other. */
export function writeEnvironments(state: VectorEnvironmentState): Uint8Array<ArrayBuffer> {
  const doubles = [state.structure, state.amplitude, state.episodeReturn, state.delayedActions];
  const words = [state.record, state.recordStep];
  const size = 8 * total(doubles) + 4 * total(words) + 4 * state.observations.length;
  const view = new DataView(new ArrayBuffer(size));
  let offset = 0;
  for (const array of doubles) {
    for (const value of array) offset = (view.setFloat64(offset, value, true), offset + 8);
  }
  for (const array of words) {
    for (const value of array) offset = (view.setUint32(offset, value, true), offset + 4);
  }
  for (const value of state.observations) offset = (view.setFloat32(offset, value, true), offset + 4);
  return new Uint8Array(view.buffer);
}

interface SavedState extends Pick<Entry, 'schema_version'> {
  readonly environments: SavedEnvironments;
  readonly building: Building;
}

/**
 * @throws ModelZipError when the bytes are not as many as the entry says
 */
export function readEnvironments(
  bytes: Uint8Array | undefined,
  { schema_version, environments, building }: SavedState,
): VectorEnvironmentState {
  const { stageStep, count, delayedActions } = environments;
  const { stateSize } = building;
  const observationSize = observationSizeOf(building);
  const hasAmplitudes = schema_version > 1;
  const perEnvironment = stateSize + (hasAmplitudes ? 2 : 1);
  const size = 8 * (perEnvironment * count + delayedActions) + 4 * 2 * count + 4 * observationSize * count;
  if (bytes?.length !== size)
    throw new ModelZipError('The state of the environments in the zip has another size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const doubles = (length: number) =>
    Float64Array.from({ length }, () => view.getFloat64((offset += 8) - 8, true));
  const words = (length: number) =>
    Uint32Array.from({ length }, () => view.getUint32((offset += 4) - 4, true));
  const structure = doubles(stateSize * count);
  const amplitude = hasAmplitudes ? doubles(count) : new Float64Array(count).fill(1);
  const episodeReturn = doubles(count);
  const delayed = doubles(delayedActions);
  const record = words(count);
  const recordStep = words(count);
  const observations = Float32Array.from({ length: observationSize * count }, () =>
    view.getFloat32((offset += 4) - 4, true),
  );
  return {
    stageStep,
    structure,
    record,
    recordStep,
    amplitude,
    episodeReturn,
    delayedActions: delayed,
    observations,
  };
}

function total(arrays: readonly { readonly length: number }[]): number {
  return arrays.reduce((sum, { length }) => sum + length, 0);
}
