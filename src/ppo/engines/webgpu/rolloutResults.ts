import type { RolloutMoments } from '../../moments';
import { returnMoments } from '../../moments';
import type { Episode } from '../../runnerState';
import { ENVIRONMENT_WORDS, FINALS_PLACE } from './environmentState';
import { FINAL_SAMPLE, FINAL_WORDS } from './stageBuffers';

/** Reads what the pass `measure` left. */
export function momentsOf(found: Float32Array, count: number): RolloutMoments {
  const [, , sum, squares] = found;
  return {
    observations: {
      mean: Float64Array.from(found.subarray(4, 12)),
      covariance: Float64Array.from(found.subarray(12, 76)),
      count,
    },
    returns: returnMoments([{ sum, squares }], count),
  };
}

/** Episodes that ended in the rollout, oldest first. */
export function episodesOf(
  finals: ArrayBuffer,
  environments: ArrayBuffer,
  finalsPerEnvironment: number,
): Episode[] {
  const words = new Uint32Array(finals);
  const floats = new Float32Array(finals);
  const states = new Uint32Array(environments);
  const ended: { readonly sample: number; readonly episode: Episode }[] = [];
  for (let i = 0; i * ENVIRONMENT_WORDS < states.length; i++) {
    for (let k = 0; k < states[i * ENVIRONMENT_WORDS + FINALS_PLACE]; k++) {
      const at = (i * finalsPerEnvironment + k) * FINAL_WORDS;
      const [sample, length] = [words[at + FINAL_SAMPLE], words[at + FINAL_SAMPLE + 2]];
      ended.push({ sample, episode: { r: floats[at + FINAL_SAMPLE + 1], l: length } });
    }
  }
  return ended.sort((a, b) => a.sample - b.sample).map(({ episode }) => episode);
}
