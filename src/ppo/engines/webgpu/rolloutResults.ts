import type { RolloutMoments } from '../../moments';
import { returnMoments } from '../../moments';
import type { Episode } from '../../runnerState';
import type { MOMENTS } from './layouts';
import { ENVIRONMENT, FINAL } from './layouts';
import type { Values } from './structLayout';

/** Reads what the pass `measure` left of a rollout of `count` samples. */
export function momentsOf(found: Values<typeof MOMENTS.fields>, count: number): RolloutMoments {
  const [sum, squares] = Array.from(found.returnSums);
  return {
    observations: {
      mean: Float64Array.from(found.observationMean),
      covariance: Float64Array.from(found.observationCovariance),
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
  const [ends, states] = [new DataView(finals), new DataView(environments)];
  const ended: { readonly sample: number; readonly episode: Episode }[] = [];
  for (let i = 0; i * ENVIRONMENT.size < states.byteLength; i++) {
    const count = states.getUint32(i * ENVIRONMENT.size + ENVIRONMENT.offset('finals'), true);
    for (let k = 0; k < count; k++) {
      const { sample, episodeReturn, length } = FINAL.read(ends, (i * finalsPerEnvironment + k) * FINAL.size);
      ended.push({ sample, episode: { r: episodeReturn, l: length } });
    }
  }
  return ended.sort((a, b) => a.sample - b.sample).map(({ episode }) => episode);
}
