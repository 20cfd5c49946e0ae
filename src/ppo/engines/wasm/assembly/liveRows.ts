/**
 * Live rows are those that the loss still wants to move. Clipping takes the others out of the objective: their slope is
 * exactly zero, and so is all that a backward pass would make of them, which is therefore left out. Where values are
 * clipped tightly, as in the published recipe, that is most of the critic's rows after the first gradient steps.
 */
import { ROW } from './gemm';
import { FLOAT, word } from './memory';
import { ACTOR, backwardGroup, CRITIC } from './network';
import { BLOCK_ROWS, LIVE_ROWS_BYTES, Word } from './plan';

/** Rows of a tile of the matrix products: what can be left out of them. */
const TILE_ROWS: usize = 4;

/**
 * Runs the backward pass on the tiles with live rows. What lies in the slopes of the others' sums is undefined.
 *
 * @param first row of the group in the block, at a tile's begin
 * @param slopes one float a row
 */
export function backwardLiveTiles(tower: usize, first: usize, count: usize, slopes: usize): void {
  let begin: usize = 0;
  while (begin < count) {
    let end = begin;
    while (end < count && hasLiveRow(slopes, end, count)) end += TILE_ROWS;
    if (end > begin) {
      backwardGroup(tower, first + begin, min(end, count) - begin, slopes + begin * FLOAT);
    }
    begin = end + TILE_ROWS;
  }
}

function hasLiveRow(slopes: usize, tile: usize, count: usize): bool {
  const end = min(tile + TILE_ROWS, count);
  for (let row = tile; row < end; row++) {
    if (isLive(slopes + row * FLOAT)) return true;
  }
  return false;
}

/** NaN is live: it has to be seen. */
function isLive(slope: usize): bool {
  return load<f32>(slope) !== 0;
}

/** The thread's own list of a tower's live rows: their number, and where each begins within a panel, in bytes. */
export function liveRows(thread: usize, tower: usize): usize {
  return word(Word.LIVE_ROWS) + (2 * thread + tower) * LIVE_ROWS_BYTES;
}

/** Lists the live rows of the block, for both towers, in their order. */
export function listLiveRows(thread: usize, rows: usize): void {
  for (let tower = ACTOR; tower <= CRITIC; tower++) {
    const slopes = word(Word.HEAD_DELTAS) + tower * BLOCK_ROWS * FLOAT;
    const list = liveRows(thread, tower);
    let count: u32 = 0;
    for (let row: usize = 0; row < rows; row++) {
      if (!isLive(slopes + row * FLOAT)) continue;
      count++;
      store<u32>(list + count * FLOAT, <u32>(row * ROW));
    }
    store<u32>(list, count);
  }
}
