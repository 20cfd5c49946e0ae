import { NumberTableError, readNumberTable } from './numberTable';

/** Rows of rows. */
export type Matrix = readonly (readonly number[])[];

/** A matrix as comma-separated values, exact to the last bit. */
export function writeMatrixCsv(matrix: Matrix): string {
  return matrix.map((row) => `${row.join(',')}\n`).join('');
}

/**
 * Reads a square matrix from CSV, or from what a spreadsheet copies.
 *
 * @throws NumberTableError when it is no table of numbers, or not square
 */
export function readMatrixCsv(text: string): number[][] {
  const rows = readNumberTable(text);
  const [{ length: width }] = rows;
  if (rows.length === width) return rows;
  throw new NumberTableError([
    {
      row: rows.length,
      column: width,
      message: `is its last: ${rows.length} rows of ${width} are not square`,
    },
  ]);
}
