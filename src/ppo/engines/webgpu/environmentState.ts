import { STATE_SIZE } from '../../../building/stepMap';
import type { VectorEnvironmentState } from '../../../environment/specification';
import { OBSERVATION_SIZE } from '../../parameters';
import { ENVIRONMENT } from './layouts';

/** Where the parts of an environment lie, in words. */
const AMPLITUDE = ENVIRONMENT.word('amplitude');
const EPISODE_RETURN = ENVIRONMENT.word('episodeReturn');
const OBSERVATION = ENVIRONMENT.word('observation');
const UNCONTROLLED = ENVIRONMENT.word('uncontrolled');
const RECORD = ENVIRONMENT.word('record');
const RECORD_STEP = ENVIRONMENT.word('recordStep');

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
  const buffer = new ArrayBuffer(ENVIRONMENT.size * count);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  for (let i = 0; i < count; i++) {
    const at = i * ENVIRONMENT.words;
    floats.set(state.structure.subarray(i * STATE_SIZE, (i + 1) * STATE_SIZE), at);
    floats[at + AMPLITUDE] = state.amplitude[i];
    floats[at + EPISODE_RETURN] = state.episodeReturn[i];
    const observation = state.observations.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
    floats.set(observation, at + OBSERVATION);
    if (uncontrolled) {
      const row = uncontrolled.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
      floats.set(row, at + UNCONTROLLED);
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
  const count = floats.length / ENVIRONMENT.words;
  const structure = new Float64Array(count * STATE_SIZE);
  const observations = new Float32Array(count * OBSERVATION_SIZE);
  for (let i = 0; i < count; i++) {
    const at = i * ENVIRONMENT.words;
    structure.set(floats.subarray(at, at + STATE_SIZE), i * STATE_SIZE);
    const observation = floats.subarray(at + OBSERVATION, at + OBSERVATION + OBSERVATION_SIZE);
    observations.set(observation, i * OBSERVATION_SIZE);
  }
  const pick = <Value>(from: ArrayLike<Value>, place: number) =>
    Array.from({ length: count }, (_, i) => from[i * ENVIRONMENT.words + place]);
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
