import { expect, test } from 'vitest';
import { stageSizes } from '../../../../src/ppo/engines/webgpu/stageBuffers';
import { takeTiles, tilesOf, valuedRows } from '../../../../src/ppo/engines/webgpu/valuedRows';
import { SMALL_CASE } from '../../../support/parityCases';

const sizes = { ...stageSizes(SMALL_CASE.task), samples: 1001, environments: 13, hasBaseline: true };

/** Where a value goes, and where its observation comes from. */
const places = (parts: ReturnType<typeof valuedRows>) =>
  parts.flatMap(({ binding, rows }) =>
    Array.from({ length: rows.count }, (_, row) => [
      binding,
      rows.firstValue + row,
      rows.first + row * rows.stride,
      rows.isRaw,
    ]),
  );

test.each([
  [1, 8],
  [3, 8],
  [3, 16],
  [64, 8],
  [10_000, 16],
])('portions of %d tiles of %d rows value each observation once, in its place', (tiles, tileRows) => {
  const found: ReturnType<typeof places> = [];
  for (let left = valuedRows(sizes); left.length > 0;) {
    const portion = takeTiles(left, tiles, tileRows);
    const taken = portion.now.reduce((sum, part) => sum + tilesOf(part, tileRows), 0);
    expect(taken).toBeLessThanOrEqual(tiles);
    expect(new Set(portion.now.map(({ uniform }) => uniform)).size).toBe(portion.now.length);
    found.push(...places(portion.now));
    ({ left } = portion);
  }
  expect(found).toEqual(places(valuedRows(sizes)));
});
