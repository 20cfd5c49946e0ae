import type { Building } from '../../src/building/building';

/** A motion at the ends of the steps: one vector for each. */
export interface DirectMotion {
  readonly displacement: number[][];
  readonly velocity: number[][];
  readonly acceleration: number[][];
}

const DT = 0.02;

/**
 * Newmark's method of average acceleration in its displacement form (Chopra, table 5.4.2), with a linear system solved in each
 * step: nothing of the program's own, which steps in accelerations by a map.
 *
 * @param ground acceleration at the ends of the steps, m/s2
 * @param force on the damper, N; its floor gets the opposite
 */
export function displacementNewmark(
  { structure, degreesOfFreedom: n, damper, damperStandsOn }: Building,
  ground: ArrayLike<number>,
  force: ArrayLike<number>,
): DirectMotion {
  const { mass, damping, stiffness, inertia } = structure;
  const times = (matrix: Float64Array, vector: readonly number[]) =>
    Array.from({ length: n }, (_, i) => vector.reduce((sum, x, j) => sum + matrix[i * n + j] * x, 0));
  const effective = Array.from(stiffness, (k, at) => k + (2 / DT) * damping[at] + (4 / DT ** 2) * mass[at]);
  let [d, v, a] = [0, 1, 2].map(() => new Array<number>(n).fill(0));
  const motion: DirectMotion = { displacement: [], velocity: [], acceleration: [] };
  for (let step = 0; step < ground.length; step++) {
    const inert = times(
      mass,
      d.map((each, i) => (4 / DT ** 2) * each + (4 / DT) * v[i] + a[i]),
    );
    const viscous = times(
      damping,
      d.map((each, i) => (2 / DT) * each + v[i]),
    );
    const load = inert.map((each, i) => {
      const push = i === damper ? force[step] : i === damperStandsOn ? -force[step] : 0;
      return push - inertia[i] * ground[step] + each + viscous[i];
    });
    const next = solved(effective, load);
    const moved = next.map((each, i) => each - d[i]);
    const [before, slow] = [v, a];
    v = moved.map((each, i) => (2 / DT) * each - before[i]);
    a = moved.map((each, i) => (4 / DT ** 2) * each - (4 / DT) * before[i] - slow[i]);
    d = next;
    motion.displacement.push(d);
    motion.velocity.push(v);
    motion.acceleration.push(a);
  }
  return motion;
}

/** Gauss with row pivots. */
function solved(matrix: readonly number[], right: readonly number[]): number[] {
  const n = right.length;
  const rows = right.map((value, i) => [...matrix.slice(i * n, (i + 1) * n), value]);
  for (let column = 0; column < n; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, row) => (Math.abs(row[column]) > Math.abs(best[column]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows.slice(column + 1)) {
      const factor = row[column] / pivot[column];
      for (let j = column; j <= n; j++) row[j] -= factor * pivot[j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const known = x.reduce((sum, each, j) => sum + (j > i ? rows[i][j] * each : 0), 0);
    x[i] = (rows[i][n] - known) / rows[i][i];
  }
  return x;
}
