import { expect, test } from 'vitest';
import { realismNotes } from '../../../src/evaluation/realism';
import { exampleEvaluation, olderEvaluation } from '../../support/evaluations';

/** An older evaluation, which knows drifts of storeys of 3.5 m and no ratios, with others of the policy's. */
function withPolicy(magnitude: 'M4.5' | 'M8.4', peakStoreyDrift: number[], peakStroke: number[]) {
  const { responses } = olderEvaluation();
  return olderEvaluation({
    magnitude,
    responses: { ...responses, ppo: { ...responses.ppo, peakStoreyDrift, peakStroke } },
  });
}

test('what stays within the limits is not warned of', () => {
  expect(realismNotes([exampleEvaluation()])).toEqual([]);
  expect(realismNotes([])).toEqual([]);
});

test('a magnitude is warned of by its means over the sample, with the controllers whose stroke is too long', () => {
  // The first record is not of the sample.
  const small = withPolicy('M4.5', [9, 0.03, 0.03], [99, 1, 1]);
  const large = withPolicy('M8.4', [0, 0.6, 0.8], [0, 12, 14]);
  expect(realismNotes([large, small])).toEqual([
    {
      magnitude: 'M8.4',
      driftRatio: expect.closeTo(0.2, 12) as number,
      drift: 'collapsing',
      strokes: [{ controller: 'ppo', stroke: 13 }],
    },
  ]);
});

test('where drift ratios were measured they count, which the heights of the storeys are in', () => {
  const { responses } = exampleEvaluation();
  const ppo = { ...responses.ppo, peakDriftRatio: [0.9, 0.01, 0.03], peakStoreyDrift: [9, 9, 9] };
  const [note] = realismNotes([exampleEvaluation({ responses: { ...responses, ppo } })]);
  expect(note.driftRatio).toBeCloseTo(0.02, 12);
});

test('of several evaluations of one magnitude the worst counts', () => {
  const [note] = realismNotes([
    withPolicy('M8.4', [0, 0.05, 0.05], [0, 1, 1]),
    withPolicy('M8.4', [0, 0.07, 0.07], [0, 1, 1]),
  ]);
  expect(note).toMatchObject({ drift: 'damaging', strokes: [] });
  expect(note.driftRatio).toBeCloseTo(0.02, 12);
});
