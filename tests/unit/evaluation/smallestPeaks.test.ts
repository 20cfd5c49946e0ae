import { describe, expect, test } from 'vitest';
import { evaluationRecords } from '../../../src/evaluation/evaluationRecords';
import { smallestPeaks } from '../../../src/evaluation/knownFigures';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import golden from '../../golden/smallestPeaks.json';
import { EVALUATED } from '../../../tools/figures/evaluated';
import { expectClose } from '../../support/expectClose';
import { freeResponse, impulseResponse } from '../../support/roofResponses';

const { task, cases } = EVALUATED;

/** What a unit of force in each step adds to the weighted sum of roof displacements. */
function sensitivities(weights: readonly number[][], impulse: Float64Array): Float64Array {
  const last = Math.max(...weights.map(([step]) => step));
  return Float64Array.from({ length: last + 1 }, (_, j) =>
    weights.reduce((sum, [k, weight]) => (k < j ? sum : sum + weight * impulse[k - j]), 0),
  );
}

describe.each(cases)('the smallest possible peaks of $magnitude at $force_limit_kN kN', (known) => {
  const { magnitude, force_limit_kN } = known;
  const limit = 1000 * force_limit_kN;
  const records = evaluationRecords(magnitude, task.spectrum);
  const peaks = smallestPeaks({ ...task, ...known }) ?? [];
  const proofs =
    golden.proofs.find((proof) => proof.magnitude === magnitude && proof.force_limit_kN === force_limit_kN)
      ?.values ?? [];
  const impulse = impulseResponse(task.integrator, records[0].acceleration.length);

  test('are there for every record', () => {
    expect(peaks).toHaveLength(records.length);
    expect(proofs).toHaveLength(records.length);
  });

  test('cannot be passed: by duality of linear programming, no force gives less', () => {
    records.forEach((record, index) => {
      const { bound, weights } = proofs[index];
      const free = freeResponse(record, task.integrator);
      expectClose(
        weights.reduce((sum, [, weight]) => sum + Math.abs(weight), 0),
        1,
      );
      const uncontrolled = weights.reduce((sum, [step, weight]) => sum + weight * free[step], 0);
      const removable = sensitivities(weights, impulse).reduce((sum, value) => sum + Math.abs(value), 0);
      expectClose(uncontrolled - limit * removable, bound, 1e-6);
      expectClose(peaks[index], bound, 2e-6);
    });
  });
});

test('they can be reached: the force that the proof leads to has little more than the smallest peak', () => {
  const known = { ...task, magnitude: 'M8.4', force_limit_kN: 150 } as const;
  const [record] = evaluationRecords('M8.4', task.spectrum);
  const steps = record.acceleration.length;
  const impulse = impulseResponse(task.integrator, steps);
  const proof = golden.proofs.find(({ magnitude }) => magnitude === 'M8.4');
  const pull = sensitivities(proof?.values[0].weights ?? [], impulse);
  const free = freeResponse(record, task.integrator);
  const roof = free.map((value, k) => {
    let sum = value;
    for (let j = 0; j <= Math.min(k, pull.length - 1); j++) {
      sum -= 150_000 * Math.sign(pull[j]) * impulse[k - j];
    }
    return sum;
  });
  const peak = Math.max(...roof.slice(0, pull.length).map(Math.abs));
  const [smallest] = smallestPeaks(known) ?? [NaN];
  expect(peak).toBeGreaterThan(0.999 * smallest);
  expect(peak).toBeLessThan(1.02 * smallest);
});

test('are not known for other settings', () => {
  for (const magnitude of MAGNITUDES) {
    expect(smallestPeaks({ ...task, integrator: 'v9', magnitude, force_limit_kN: 150 })).toBeNull();
    expect(smallestPeaks({ ...task, spectrum: 'kanai-tajimi', magnitude, force_limit_kN: 150 })).toBeNull();
    expect(smallestPeaks({ ...task, magnitude, force_limit_kN: 151 })).toBeNull();
  }
});
