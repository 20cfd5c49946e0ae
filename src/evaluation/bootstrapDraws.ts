import { PURPOSE, RandomStream } from '../random/stream';

const RESAMPLES = 2000;

/** What a 95 % interval leaves out at each end. */
export const TAIL = 0.025;

const cache = new Map<string, readonly Uint32Array[]>();

/**
 * Draws with replacement for a bootstrap, the same wherever as much is drawn from as many: so the same data give the same
 * interval everywhere.
 *
 * @param count values that a resample has
 * @param candidates how many there are to draw from
 * @returns the resamples, in indices of candidates
 */
export function bootstrapDraws(count: number, candidates: number): readonly Uint32Array[] {
  const key = `${count} ${candidates}`;
  const known = cache.get(key);
  if (known) return known;
  const random = new RandomStream(0, 0, PURPOSE.bootstrap);
  const drawn = Array.from({ length: RESAMPLES }, (_, replicate) =>
    Uint32Array.from({ length: count }, (__, i) => random.integer(replicate, i, candidates)),
  );
  cache.set(key, drawn);
  return drawn;
}
