import type { VectorEnvironmentState } from '../../../environment/specification';
import { buildingLayouts } from './layouts';
import type { Shape } from './shape';

/** Where the parts of an environment lie, in words, and how many each has of its own. */
function placesOf(shape: Shape) {
  const { ENVIRONMENT } = buildingLayouts(shape);
  return {
    words: ENVIRONMENT.words,
    amplitude: ENVIRONMENT.word('amplitude'),
    episodeReturn: ENVIRONMENT.word('episodeReturn'),
    observation: ENVIRONMENT.word('observation'),
    uncontrolled: ENVIRONMENT.word('uncontrolled'),
    record: ENVIRONMENT.word('record'),
    recordStep: ENVIRONMENT.word('recordStep'),
    stateSize: 3 * shape.degreesOfFreedom,
    observationSize: shape.observationSize,
  };
}

/**
 * The environments as the GPU holds them, in float32.
 *
 * @param uncontrolled count x observation size: what the uncontrolled building shows now; null: no baseline
 */
export function packEnvironments(
  shape: Shape,
  state: VectorEnvironmentState,
  uncontrolled: Float32Array | null,
): ArrayBuffer {
  const places = placesOf(shape);
  const { stateSize, observationSize: size } = places;
  const count = state.record.length;
  const buffer = new ArrayBuffer(4 * places.words * count);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  for (let i = 0; i < count; i++) {
    const at = i * places.words;
    floats.set(state.structure.subarray(i * stateSize, (i + 1) * stateSize), at);
    floats[at + places.amplitude] = state.amplitude[i];
    floats[at + places.episodeReturn] = state.episodeReturn[i];
    floats.set(state.observations.subarray(i * size, (i + 1) * size), at + places.observation);
    if (uncontrolled) floats.set(uncontrolled.subarray(i * size, (i + 1) * size), at + places.uncontrolled);
    words[at + places.record] = state.record[i];
    words[at + places.recordStep] = state.recordStep[i];
  }
  return buffer;
}

/** The inverse of `packEnvironments`. */
export function unpackEnvironments(
  shape: Shape,
  buffer: ArrayBuffer,
  delayedActions: Float32Array,
  stageStep: number,
): VectorEnvironmentState {
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const places = placesOf(shape);
  const { stateSize, observationSize: size } = places;
  const count = floats.length / places.words;
  const structure = new Float64Array(count * stateSize);
  const observations = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const at = i * places.words;
    structure.set(floats.subarray(at, at + stateSize), i * stateSize);
    const first = at + places.observation;
    observations.set(floats.subarray(first, first + size), i * size);
  }
  const pick = <Value>(from: ArrayLike<Value>, place: number) =>
    Array.from({ length: count }, (_, i) => from[i * places.words + place]);
  return {
    stageStep,
    structure,
    record: Uint32Array.from(pick(words, places.record)),
    recordStep: Uint32Array.from(pick(words, places.recordStep)),
    amplitude: Float64Array.from(pick(floats, places.amplitude)),
    episodeReturn: Float64Array.from(pick(floats, places.episodeReturn)),
    delayedActions: Float64Array.from(delayedActions),
    observations,
  };
}
