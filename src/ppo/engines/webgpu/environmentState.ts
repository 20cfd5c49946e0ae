import { STATE_SIZE } from '../../../building/stepMap';
import type { VectorEnvironmentState } from '../../../environment/specification';
import { OBSERVATION_SIZE } from '../../parameters';

/** Words of `Environment` in environment.wgsl, and where its parts lie. */
export const ENVIRONMENT_WORDS = STATE_SIZE + 2 + 2 * OBSERVATION_SIZE + 3;
const AMPLITUDE = STATE_SIZE;
const EPISODE_RETURN = AMPLITUDE + 1;
export const OBSERVATION_PLACE = EPISODE_RETURN + 1;
export const UNCONTROLLED_PLACE = OBSERVATION_PLACE + OBSERVATION_SIZE;
const RECORD = UNCONTROLLED_PLACE + OBSERVATION_SIZE;
const RECORD_STEP = RECORD + 1;
export const FINALS_PLACE = RECORD + 2;

/**
 * The environments as the GPU holds them, in float32.
 *
 * @param uncontrolled count x 8: what the uncontrolled building shows now; null: no baseline
 */
export function packEnvironments(
  state: VectorEnvironmentState,
  uncontrolled: Float32Array | null,
): ArrayBuffer {
  const count = state.record.length;
  const buffer = new ArrayBuffer(4 * ENVIRONMENT_WORDS * count);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  for (let i = 0; i < count; i++) {
    const at = i * ENVIRONMENT_WORDS;
    floats.set(state.structure.subarray(i * STATE_SIZE, (i + 1) * STATE_SIZE), at);
    floats[at + AMPLITUDE] = state.amplitude[i];
    floats[at + EPISODE_RETURN] = state.episodeReturn[i];
    const observation = state.observations.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
    floats.set(observation, at + OBSERVATION_PLACE);
    if (uncontrolled) {
      const row = uncontrolled.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
      floats.set(row, at + UNCONTROLLED_PLACE);
    }
    words[at + RECORD] = state.record[i];
    words[at + RECORD_STEP] = state.recordStep[i];
  }
  return buffer;
}

/** The inverse of `packEnvironments`. */
export function unpackEnvironments(
  buffer: ArrayBuffer,
  delayedActions: Float32Array,
  stageStep: number,
): VectorEnvironmentState {
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const count = floats.length / ENVIRONMENT_WORDS;
  const structure = new Float64Array(count * STATE_SIZE);
  const observations = new Float32Array(count * OBSERVATION_SIZE);
  for (let i = 0; i < count; i++) {
    const at = i * ENVIRONMENT_WORDS;
    structure.set(floats.subarray(at, at + STATE_SIZE), i * STATE_SIZE);
    const observation = floats.subarray(at + OBSERVATION_PLACE, at + OBSERVATION_PLACE + OBSERVATION_SIZE);
    observations.set(observation, i * OBSERVATION_SIZE);
  }
  const pick = <Value>(from: ArrayLike<Value>, place: number) =>
    Array.from({ length: count }, (_, i) => from[i * ENVIRONMENT_WORDS + place]);
  return {
    stageStep,
    structure,
    record: Uint32Array.from(pick(words, RECORD)),
    recordStep: Uint32Array.from(pick(words, RECORD_STEP)),
    amplitude: Float64Array.from(pick(floats, AMPLITUDE)),
    episodeReturn: Float64Array.from(pick(floats, EPISODE_RETURN)),
    delayedActions: Float64Array.from(delayedActions),
    observations,
  };
}
