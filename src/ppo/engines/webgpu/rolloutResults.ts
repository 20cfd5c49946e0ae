import type { RolloutMoments } from '../../moments';
import { returnMoments } from '../../moments';
import type { Episode } from '../../runnerState';
import type { BuildingLayouts } from './layouts';
import type { Shape } from './shape';
import { observationStride } from './shape';
import type { Values } from './structLayout';

/** Reads what the pass `measure` left of a rollout of `count` samples. */
export function momentsOf(
  shape: Shape,
  found: Values<BuildingLayouts['MOMENTS']['fields']>,
  count: number,
): RolloutMoments {
  const { observationSize: size } = shape;
  const stride = observationStride(shape);
  const [sum, squares] = Array.from(found.returnSums);
  return {
    observations: {
      mean: Float64Array.from({ length: size }, (_, i) => found.observationMean[i]),
      covariance: Float64Array.from(
        { length: size ** 2 },
        (_, i) => found.observationCovariance[Math.floor(i / size) * stride + (i % size)],
      ),
      count,
    },
    returns: returnMoments([{ sum, squares }], count),
  };
}

/** Episodes that ended in the rollout, oldest first. */
export function episodesOf(
  { ENVIRONMENT, FINAL }: BuildingLayouts,
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
