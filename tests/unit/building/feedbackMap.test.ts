import { describe, test } from 'vitest';
import { feedbackMap } from '../../../src/building/feedbackMap';
import { multiply } from '../../../src/numerics/matrix';
import type { Motion } from '../../../src/building/newmark';
import { NewmarkIntegrator } from '../../../src/building/newmark';
import riccati from '../../golden/riccati.json';
import { expectClose } from '../../support/expectClose';
import { DEGREES_OF_FREEDOM, FEEDBACK_STATE_SIZE, V9 } from '../../support/v9Building';

const FORCE = 1e5;

describe.each(['newmark', 'v9'] as const)('the feedback map of %s', (integrator) => {
  const { A, B } = feedbackMap(V9, integrator);
  const newmark = new NewmarkIntegrator(V9.structure, integrator);
  const rest = () => new Float64Array(DEGREES_OF_FREEDOM);

  test('follows the integrator under a force that is held', () => {
    let motion: Motion = {
      displacement: rest(),
      velocity: rest(),
      acceleration: newmark.equilibriumAcceleration({ displacement: rest(), velocity: rest() }, FORCE),
    };
    let state: Float64Array = new Float64Array(FEEDBACK_STATE_SIZE);
    for (let step = 0; step < 200; step++) {
      motion = newmark.step(motion, FORCE, 0);
      state = multiply(A, state, FEEDBACK_STATE_SIZE).map((value, i) => value + FORCE * B[i]);
    }
    const expected = [...motion.displacement, ...motion.velocity];
    const scale = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) => expectClose(state[i], value, 1e-10, scale));
  });

  test('rests on accelerations that a step arrives at', () => {
    const start = {
      displacement: rest().fill(0.1),
      velocity: rest().fill(-0.2),
      acceleration: rest().fill(0.3),
    };
    const next = newmark.step(start, FORCE, 0);
    const equilibrium = newmark.equilibriumAcceleration(next, FORCE);
    const scale = Math.max(...next.acceleration.map(Math.abs));
    next.acceleration.forEach((value, i) => expectClose(equilibrium[i], value, 1e-9, scale));
  });
});

test('the textbook one is the trapezoidal rule', () => {
  const { A, B } = feedbackMap(V9, 'newmark');
  const row = 11 * FEEDBACK_STATE_SIZE;
  riccati.A_row_roof.forEach((value, i) => expectClose(A[row + i], value, 1e-9, 1));
  const scale = Math.max(...riccati.B.map(Math.abs));
  riccati.B.forEach((value, i) => expectClose(B[i], value, 1e-9, scale));
});
