import { MAX_STOREYS } from '../building/design';
import { observationBounds } from '../environment/observation';
import { ACTION_SIZE } from '../ppo/parameters';
import { ModelZipError, UnsuitableModelError } from './errors';
import type { PickledValue } from './pickledValue';
import { isPickled, readPickled, writePickled } from './pickledValue';
import type { PickleValue } from './pickleReader';
import { Call, Tuple } from './pickleReader';
import type { PickleWriter } from './pickleWriter';

/** Gymnasium's spaces of the task: `Box` of the observations, `Box` of one action from -1 to 1. */
export function writeObservationSpace(observationSize: number): PickledValue {
  return writeBox(observationBounds(observationSize));
}

export function writeActionSpace(): PickledValue {
  return writeBox([1]);
}

/** `Box(low, high, shape, dtype)` through public names only, which all versions of numpy and gymnasium have. */
function writeBox(bounds: readonly number[]): PickledValue {
  const write = (pickle: PickleWriter) => {
    pickle.global('gymnasium.spaces.box', 'Box').mark();
    for (const sign of [-1, 1]) {
      pickle.global('numpy', 'array').mark().emptyList().mark();
      for (const bound of bounds) pickle.float(sign * bound);
      pickle.appends().string('<f4').tuple().reduce();
    }
    pickle.mark().integer(bounds.length).tuple();
    return pickle.global('numpy', 'dtype').mark().string('<f4').tuple().reduce().tuple().reduce();
  };
  return writePickled("<class 'gymnasium.spaces.box.Box'>", write);
}

/** A building's floors and its damper. */
const MAX_SENSORS = MAX_STOREYS + 1;

const OTHER_BOUNDS =
  'Its observation space has other bounds; check that it observes the same quantities as this building.';

/** What the spaces of a model say of its task. */
export interface Spaces {
  readonly observationSize: number;
  /** What differs without standing in the way, one sentence each. */
  readonly warnings: readonly string[];
}

const OTHER_SPACES = ['discrete Discrete', 'multi_discrete MultiDiscrete', 'multi_binary MultiBinary'];
const NESTED_SPACES = ['dict Dict', 'tuple Tuple'];

const GLOBALS: ReadonlySet<string> = new Set([
  ...['gymnasium', 'gym'].flatMap((package_) =>
    ['box Box', ...OTHER_SPACES, ...NESTED_SPACES].map((name) => `${package_}.spaces.${name}`),
  ),
  'collections OrderedDict',
  'numpy dtype',
  'numpy array',
  'numpy ndarray',
  'numpy.core.numeric _frombuffer',
  'numpy._core.numeric _frombuffer',
  'numpy.core.multiarray _reconstruct',
  'numpy._core.multiarray _reconstruct',
  'numpy.core.multiarray scalar',
  'numpy._core.multiarray scalar',
  // The generator of a space that was seeded; gym's spaces always have one.
  'numpy.random._pickle __randomstate_ctor',
  'numpy.random._mt19937 MT19937',
  'gym.utils.seeding RandomNumberGenerator',
  'numpy.random._pickle __generator_ctor',
  'numpy.random._pickle __bit_generator_ctor',
  'numpy.random._pcg64 PCG64',
  'numpy.random.bit_generator __pyx_unpickle_SeedSequence',
  'numpy.random.bit_generator SeedSequence',
]);

/**
 * @throws ModelZipError when a policy of these spaces can control no building
 */
export function readSpaces(observationSpace: unknown, actionSpace: unknown): Spaces {
  const observations = readBox(observationSpace, 'observation');
  const [observationSize] = observations.shape;
  if (!isShape(observations.shape, observationSize) || !isObservationSize(observationSize)) {
    throw new UnsuitableModelError(
      `The model observes ${describeShape(observations.shape)}, and this task has two observations for each of 1 to ${MAX_SENSORS} sensors`,
    );
  }
  const actions = readBox(actionSpace, 'action');
  if (!isShape(actions.shape, ACTION_SIZE)) {
    throw new UnsuitableModelError(
      `The model's actions have the shape ${describeShape(actions.shape)}, and this task has one action`,
    );
  }
  if (actions.low?.[0] !== -1 || actions.high?.[0] !== 1) {
    throw new UnsuitableModelError(
      `The model's action goes from ${actions.low?.[0] ?? '?'} to ${actions.high?.[0] ?? '?'}, and this task's from -1 to 1`,
    );
  }
  const sameBounds = observationBounds(observationSize).every(
    (bound, i) => observations.high?.[i] === bound && observations.low?.[i] === -bound,
  );
  return { observationSize, warnings: sameBounds ? [] : [OTHER_BOUNDS] };
}

function isObservationSize(size: number): boolean {
  return size % 2 === 0 && size >= 2 && size <= 2 * MAX_SENSORS;
}

interface Box {
  readonly shape: readonly number[];
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
}

function readBox(space: unknown, what: string): Box {
  if (!isPickled(space)) throw new ModelZipError(`The model has no ${what} space`);
  const value = readPickled(space, GLOBALS);
  const name = value instanceof Call ? value.name : '';
  if (!(value instanceof Call) || !name.endsWith('.box Box')) {
    const kind = name.split(' ').at(-1);
    throw new UnsuitableModelError(
      `The ${what} space of the model is ${kind ? `a ${kind}` : 'none'}, not a Box`,
    );
  }
  // Pickled by its state, or, by other writers, as a call of its constructor.
  const part = (key: string, position: number) =>
    value.state instanceof Map
      ? (value.state.get(`_${key}`) ?? value.state.get(key) ?? null)
      : value.arg(position);
  const dtype = part('dtype', 3);
  const type = dtype instanceof Call ? dtype.arg(0) : null;
  if (typeof type !== 'string' || !/f[48]$/.test(type)) {
    throw new UnsuitableModelError(
      `The ${what} space of the model is a Box of ${typeof type === 'string' ? `"${type}"` : 'nothing known'}, not of real numbers`,
    );
  }
  const shape = part('shape', 2);
  return {
    shape: (shape instanceof Tuple ? shape.items : []).map(Number),
    low: readArray(part('low', 0)),
    high: readArray(part('high', 1)),
  };
}

/** A numpy array in any of the spellings that the versions of numpy have had; null: another one. */
function readArray(value: PickleValue): number[] | null {
  if (!(value instanceof Call)) return null;
  const [content, dtype] = arrayParts(value);
  if (Array.isArray(content)) return content.map(Number);
  const type = dtype instanceof Call ? dtype.arg(0) : null;
  if (!(content instanceof Uint8Array) || (type !== 'f4' && type !== 'f8')) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const width = type === 'f4' ? 4 : 8;
  return Array.from({ length: Math.floor(content.length / width) }, (_, i) =>
    width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
  );
}

function arrayParts(call: Call): readonly [PickleValue, PickleValue] {
  if (call.state instanceof Tuple) return [call.state.items[4] ?? null, call.state.items[2] ?? null];
  return [call.arg(0), call.arg(1)];
}

function isShape(shape: readonly number[], size: number): boolean {
  return shape.length === 1 && shape[0] === size;
}

function describeShape(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
