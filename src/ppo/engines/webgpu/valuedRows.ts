import type { Binding } from './bindings';
import type { ROWS } from './layouts';
import { observationStride } from './shape';
import type { BufferName, StageSizes } from './stageBuffers';
import { observationsSize } from './stageBuffers';
import type { Values } from './structLayout';

/** Observations that the critic values, next to each other in one buffer. */
export interface ValuedRows {
  readonly binding: Binding;
  /** The buffer of its `Rows`. */
  readonly uniform: BufferName;
  readonly rows: Values<typeof ROWS.fields>;
}

/** Where the critic finds the observations that it values, and where their values go: the baseline's behind all others. */
export function valuedRows(sizes: StageSizes): readonly ValuedRows[] {
  const { samples, environments } = sizes;
  const { ENVIRONMENT, FINAL } = sizes.layouts;
  const stride = observationStride(sizes.shape);
  const finals = environments * sizes.finalsPerEnvironment;
  const inObservations = { count: samples, stride, isRaw: 0, memberStride: observationsSize(sizes) };
  const inEnvironments = {
    ...{ count: environments, stride: ENVIRONMENT.words, isRaw: 1 },
    memberStride: ENVIRONMENT.words * environments,
  };
  const inFinals = { count: finals, stride: FINAL.words, isRaw: 0, memberStride: FINAL.words * finals };
  const toFinals = samples + environments;
  const own: readonly ValuedRows[] = [
    {
      binding: 'evaluateSamples',
      uniform: 'rowsOfSamples',
      rows: { ...inObservations, first: 0, firstValue: 0 },
    },
    {
      binding: 'evaluateNow',
      uniform: 'rowsOfNow',
      rows: { ...inEnvironments, first: ENVIRONMENT.word('observation'), firstValue: samples },
    },
    {
      binding: 'evaluateFinals',
      uniform: 'rowsOfFinals',
      rows: { ...inFinals, first: FINAL.word('observation'), firstValue: toFinals },
    },
  ];
  if (!sizes.hasBaseline) return own;
  const toBaseline = toFinals + finals;
  const first = stride * samples;
  return [
    ...own,
    {
      binding: 'evaluateBaselineSamples',
      uniform: 'rowsOfBaselineSamples',
      rows: { ...inObservations, first, firstValue: toBaseline },
    },
    {
      binding: 'evaluateBaselineNow',
      uniform: 'rowsOfBaselineNow',
      rows: { ...inEnvironments, first: ENVIRONMENT.word('uncontrolled'), firstValue: toBaseline + samples },
    },
    {
      binding: 'evaluateBaselineFinals',
      uniform: 'rowsOfBaselineFinals',
      rows: { ...inFinals, first: FINAL.word('uncontrolled'), firstValue: toBaseline + toFinals },
    },
  ];
}

/**
 * Takes the next tiles of rows, over the ends of what lies together: all that one submission values.
 *
 * @param parts what is left
 * @returns the parts to value now, each another one, and those that are left then
 */
export function takeTiles(
  parts: readonly ValuedRows[],
  tiles: number,
  tileRows: number,
): { readonly now: readonly ValuedRows[]; readonly left: readonly ValuedRows[] } {
  const now: ValuedRows[] = [];
  let free = tiles * tileRows;
  for (const [i, part] of parts.entries()) {
    const { count } = part.rows;
    if (count > free) {
      if (free === 0) return { now, left: parts.slice(i) };
      now.push({ ...part, rows: { ...part.rows, count: free } });
      return { now, left: [behind(part, free), ...parts.slice(i + 1)] };
    }
    now.push(part);
    free -= tilesOf(part, tileRows) * tileRows;
  }
  return { now, left: [] };
}

/** Tiles of rows that a part takes. */
export function tilesOf({ rows }: ValuedRows, tileRows: number): number {
  return Math.ceil(rows.count / tileRows);
}

/** The part without its first rows. */
function behind(part: ValuedRows, done: number): ValuedRows {
  const { count, first, stride, firstValue } = part.rows;
  const rows = {
    ...part.rows,
    count: count - done,
    first: first + done * stride,
    firstValue: firstValue + done,
  };
  return { ...part, rows };
}
