import { describe, expect, test } from 'vitest';
import { ROBUSTNESS_CONDITIONS } from '../../../src/evaluation/robustnessConditions';
import { conditionText, robustnessRows } from '../../../src/ui/results/robustnessRows';
import { exampleFinalEvaluation } from '../../support/evaluations';
import { expectClose } from '../../support/expectClose';

test('every condition says how large it is', () => {
  expect(ROBUSTNESS_CONDITIONS.map(({ name }) => conditionText(name))).toEqual([
    'Actuator noise of 5 % of the force limit',
    'Actuator late by 40 ms',
    'Sensor noise of 5 % of each reading',
    '2 % of readings lost (zero)',
    'All of these together',
  ]);
  expect(conditionText('of a later version')).toBe('of a later version');
});

describe('the rows', () => {
  // Under "latency" on two records: the policy has 0.24 and 0.4 m, without imperfections 0.225 and 0.375 m.
  const final = exampleFinalEvaluation();

  test('begin with no imperfection on the same records, which the others are compared with', () => {
    const [none, latency, ...others] = robustnessRows(final, null);
    expect(others).toEqual([]);
    expect([none.condition, latency.condition]).toEqual(['None', 'Actuator late by 40 ms']);
    expectClose(none.ppo.mean.value, 0.3);
    expect(none.ppo.change).toBeNull();
    expectClose(latency.ppo.mean.value, 0.32);
    expectClose(latency.ppo.change?.value ?? NaN, 0.32 / 0.3 - 1);
    expectClose(latency.lqr.change?.value ?? NaN, 0.31 / 0.3 - 1);
    expect(latency.other).toBeNull();
  });

  test('of an older checkpoint are all over the records that it has under imperfections', () => {
    const [row] = final.robustness;
    const older = { ...final, robustness: [{ ...row, peaks: { lqr: [0.25], ppo: [0.24] } }] };
    const [none, latency] = robustnessRows(older, null);
    expectClose(none.ppo.mean.value, 0.225);
    expectClose(latency.ppo.change?.value ?? NaN, 0.24 / 0.225 - 1);
  });

  test('have another run beside them where it was measured on the same records', () => {
    const [row] = final.robustness;
    const other = { ...final, robustness: [{ ...row, peaks: { lqr: [0.25, 0.37], ppo: [0.2, 0.36] } }] };
    expectClose(robustnessRows(final, other)[1].other?.mean.value ?? NaN, 0.28);
    const elsewhere = { ...other, stages: other.stages.map((of) => ({ ...of, records: ['a', 'b', 'c'] })) };
    expect(robustnessRows(final, elsewhere).map((each) => each.other)).toEqual([null, null]);
    const shorter = { ...final, robustness: [{ ...row, peaks: { lqr: [0.25], ppo: [0.2] } }] };
    expect(robustnessRows(final, shorter)[1].other).toBeNull();
  });
});
