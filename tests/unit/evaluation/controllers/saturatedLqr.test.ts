import { describe, expect, test } from 'vitest';
import { feedbackMap } from '../../../../src/building/feedbackMap';
import { frequenciesOf } from '../../../../src/building/building';
import { simulateEpisode } from '../../../../src/environment/simulateEpisode';
import { optimalFeedback, solveRiccati } from '../../../../src/evaluation/controllers/riccati';
import { saturatedLqr } from '../../../../src/evaluation/controllers/saturatedLqr';
import { heldOutRecord } from '../../../../src/groundMotion/catalogue';
import riccati from '../../../golden/riccati.json';
import { expectClose } from '../../../support/expectClose';
import { DEGREES_OF_FREEDOM, FEEDBACK_STATE_SIZE, ROOF, V9 } from '../../../support/v9Building';

const size = FEEDBACK_STATE_SIZE;

/** The weights of the golden file, made here a second time. */
function roofWeights(): Float64Array {
  const omega = 2 * Math.PI * frequenciesOf(V9.structure)[0];
  const Q = new Float64Array(size * size);
  Q[ROOF * size + ROOF] = 1;
  Q[(DEGREES_OF_FREEDOM + ROOF) * size + DEGREES_OF_FREEDOM + ROOF] = 1 / omega ** 2;
  return Q;
}

describe.each(riccati.cases)('the regulator with R = $R', ({ R, K, X_roof_roof }) => {
  const { A, B } = feedbackMap(V9, 'newmark');
  const problem = { size, A, B, Q: roofWeights(), R };

  test('solves the Riccati equation as SciPy does', () => {
    const X = solveRiccati(problem);
    expectClose(X[ROOF * size + ROOF], X_roof_roof, 1e-7);
    const scale = Math.max(...K.map(Math.abs));
    const feedback = optimalFeedback(problem);
    K.forEach((value, i) => expectClose(feedback[i], value, 1e-7, scale));
  });

  test('is the feedback times the state, cut off at the force limit', () => {
    const limit = 1e5;
    const controller = saturatedLqr(V9, 'newmark', limit, { force: R, stroke: 0, gain: 1 });
    const state = new Float64Array(size);
    const index = K.reduce((best, value, i) => (Math.abs(value) > Math.abs(K[best]) ? i : best), 0);
    state[index] = 0.25 * (limit / K[index]);
    expectClose(
      controller(new Float64Array(8), () => state),
      -0.25,
      1e-7,
    );
    const half = saturatedLqr(V9, 'newmark', limit, { force: R, stroke: 0, gain: 0.5 });
    expectClose(
      half(new Float64Array(8), () => state),
      -0.125,
      1e-7,
    );
    state[index] *= 100;
    expect(controller(new Float64Array(8), () => state)).toBe(-1);
  });
});

test('an equation without a stabilising solution is refused', () => {
  // The state doubles with every step, and the input does not reach it.
  const problem = { size: 1, A: Float64Array.of(2), B: Float64Array.of(0), Q: Float64Array.of(1), R: 1 };
  expect(() => solveRiccati(problem)).toThrow(RangeError);
});

test('a scalar regulator has the solution of its quadratic equation', () => {
  // x = x/4 - x^2/4/(1 + x) + 1 for A = 1/2, B = Q = R = 1, or 4x^2 - x - 4 = 0.
  const problem = { size: 1, A: Float64Array.of(0.5), B: Float64Array.of(1), Q: Float64Array.of(1), R: 1 };
  expectClose(solveRiccati(problem)[0], (1 + Math.sqrt(65)) / 8, 1e-12);
});

test('it calms the building under records that it was not tuned on', () => {
  const controller = saturatedLqr(V9, 'newmark', 50_000, { force: 1e-14, stroke: 0, gain: 1 });
  const mean = (limit: number) =>
    [1, 2, 3, 4, 5, 6]
      .map((index) => heldOutRecord('M4.5', 'clough-penzien', index))
      .map(
        (record) =>
          simulateEpisode(record, { building: V9, integrator: 'newmark', forceLimit: limit }, controller)
            .metrics.peakRoofDisplacement,
      )
      .reduce((total, peak) => total + peak / 6, 0);
  expect(mean(50_000)).toBeLessThan(0.95 * mean(0));
});
