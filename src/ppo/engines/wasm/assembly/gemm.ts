/**
 * Matrix products on panels: a matrix is cut into panels of 8 columns, each stored row by row (32 bytes a row). Both
 * operands are then read forwards, a tile of 4 x 8 sums stays in eight registers, and a result is again a panel.
 *
 * The innermost loops take one step of the sum each. Unrolled by hand they run at half the speed: the optimisers of
 * Binaryen and V8 then collect the loads of all steps at the loop's head, and the registers overflow.
 */
import { madd } from './simd';

/** Bytes of a row within a panel. */
export const ROW: usize = 32;

/**
 * Four rows times a panel of weights: how activations go forwards and slopes go backwards.
 *
 * @param rows first of the four rows, in a matrix whose panels lie `panelBytes` apart
 * @param weights (8 * panels, 8)
 * @param initial the row of 8 sums that all four rows start from, for instance a bias
 * @param sums (4, 8)
 */
export function multiplyFourRows(
  rows: usize,
  panelBytes: usize,
  weights: usize,
  panels: usize,
  initial: usize,
  sums: usize,
): void {
  let c00 = v128.load(initial);
  let c01 = v128.load(initial, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  for (; panels > 0; panels--) {
    for (const end = weights + 8 * ROW; weights < end; weights += ROW) {
      const w0 = v128.load(weights);
      const w1 = v128.load(weights, 16);
      let x = v128.load_splat<f32>(rows);
      c00 = madd(x, w0, c00);
      c01 = madd(x, w1, c01);
      x = v128.load_splat<f32>(rows, 32);
      c10 = madd(x, w0, c10);
      c11 = madd(x, w1, c11);
      x = v128.load_splat<f32>(rows, 64);
      c20 = madd(x, w0, c20);
      c21 = madd(x, w1, c21);
      x = v128.load_splat<f32>(rows, 96);
      c30 = madd(x, w0, c30);
      c31 = madd(x, w1, c31);
      rows += 4;
    }
    rows += panelBytes - ROW;
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}

/**
 * Two rows times two panels of weights: half the rows of `multiplyFourRows` in half its time, where a thread has no more.
 * The sums are the same bit for bit.
 *
 * @param weights (8 * panels, 8), and the next panel behind it
 * @param initial the row of 16 sums that both rows start from
 * @param sums (2, 8)
 * @param nextSums (2, 8) of the next panel
 */
export function multiplyTwoRows(
  rows: usize,
  panelBytes: usize,
  weights: usize,
  panels: usize,
  initial: usize,
  sums: usize,
  nextSums: usize,
): void {
  let next = weights + panels * (8 * ROW);
  let c00 = v128.load(initial);
  let c01 = v128.load(initial, 16);
  let c02 = v128.load(initial, 32);
  let c03 = v128.load(initial, 48);
  let c10 = c00;
  let c11 = c01;
  let c12 = c02;
  let c13 = c03;
  for (; panels > 0; panels--) {
    for (const end = weights + 8 * ROW; weights < end; weights += ROW) {
      const x0 = v128.load_splat<f32>(rows);
      const x1 = v128.load_splat<f32>(rows, 32);
      let w = v128.load(weights);
      c00 = madd(x0, w, c00);
      c10 = madd(x1, w, c10);
      w = v128.load(weights, 16);
      c01 = madd(x0, w, c01);
      c11 = madd(x1, w, c11);
      w = v128.load(next);
      c02 = madd(x0, w, c02);
      c12 = madd(x1, w, c12);
      w = v128.load(next, 16);
      c03 = madd(x0, w, c03);
      c13 = madd(x1, w, c13);
      next += ROW;
      rows += 4;
    }
    rows += panelBytes - ROW;
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(nextSums, c02);
  v128.store(nextSums, c03, 16);
  v128.store(nextSums, c12, 32);
  v128.store(nextSums, c13, 48);
}

/**
 * Four columns of slopes against a panel of inputs, summed over their rows: a tile of a weight's gradient.
 *
 * @param deltas the four columns, in a panel
 * @param sums (4, 8): what the tile holds so far, and then the sum
 */
export function addColumnProducts(deltas: usize, inputs: usize, rows: usize, sums: usize): void {
  let c00 = v128.load(sums);
  let c01 = v128.load(sums, 16);
  let c10 = v128.load(sums, 32);
  let c11 = v128.load(sums, 48);
  let c20 = v128.load(sums, 64);
  let c21 = v128.load(sums, 80);
  let c30 = v128.load(sums, 96);
  let c31 = v128.load(sums, 112);
  for (const end = inputs + rows * ROW; inputs < end; inputs += ROW) {
    const x0 = v128.load(inputs);
    const x1 = v128.load(inputs, 16);
    let delta = v128.load_splat<f32>(deltas);
    c00 = madd(delta, x0, c00);
    c01 = madd(delta, x1, c01);
    delta = v128.load_splat<f32>(deltas, 4);
    c10 = madd(delta, x0, c10);
    c11 = madd(delta, x1, c11);
    delta = v128.load_splat<f32>(deltas, 8);
    c20 = madd(delta, x0, c20);
    c21 = madd(delta, x1, c21);
    delta = v128.load_splat<f32>(deltas, 12);
    c30 = madd(delta, x0, c30);
    c31 = madd(delta, x1, c31);
    deltas += ROW;
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}

/**
 * As `addColumnProducts`, over some of the rows.
 *
 * @param list where each of the rows begins in both panels, in bytes: a word each
 */
export function addListedProducts(
  deltas: usize,
  inputs: usize,
  list: usize,
  count: usize,
  sums: usize,
): void {
  let c00 = v128.load(sums);
  let c01 = v128.load(sums, 16);
  let c10 = v128.load(sums, 32);
  let c11 = v128.load(sums, 48);
  let c20 = v128.load(sums, 64);
  let c21 = v128.load(sums, 80);
  let c30 = v128.load(sums, 96);
  let c31 = v128.load(sums, 112);
  for (const end = list + (count << 2); list < end; list += 4) {
    const row: usize = load<u32>(list);
    const input = inputs + row;
    const slopes = deltas + row;
    const x0 = v128.load(input);
    const x1 = v128.load(input, 16);
    let delta = v128.load_splat<f32>(slopes);
    c00 = madd(delta, x0, c00);
    c01 = madd(delta, x1, c01);
    delta = v128.load_splat<f32>(slopes, 4);
    c10 = madd(delta, x0, c10);
    c11 = madd(delta, x1, c11);
    delta = v128.load_splat<f32>(slopes, 8);
    c20 = madd(delta, x0, c20);
    c21 = madd(delta, x1, c21);
    delta = v128.load_splat<f32>(slopes, 12);
    c30 = madd(delta, x0, c30);
    c31 = madd(delta, x1, c31);
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}
