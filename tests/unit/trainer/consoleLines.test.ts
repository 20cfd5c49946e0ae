import { expect, test } from 'vitest';
import { validated } from '../../../src/trainer/consoleLines';

const own = { magnitude: 'M5.7', meanPeak: 0.5, relativePeak: 0.875 } as const;

test('a validation on one magnitude is told by its mean peak', () => {
  const validation = { meanPeak: 0.5, magnitudes: [own], strokes: [1, 2] };
  expect(validated(validation, null, 4)).toBe(
    'Validation after iteration 4: mean peak roof displacement 50.00 cm',
  );
});

test('a validation on several says what its mean is made of', () => {
  const earlier = { magnitude: 'M4.5', meanPeak: 0.16, relativePeak: 0.8 } as const;
  const validation = { meanPeak: 0.4786, magnitudes: [own, earlier], strokes: [1, 2] };
  expect(validated(validation, 1.5, 8)).toBe(
    'Validation after iteration 8: mean peak roof displacement 47.86 cm over all magnitudes in the scale of M5.7: ' +
      'M5.7 50.00 cm (87.5 % of uncontrolled), M4.5 16.00 cm (80.0 % of uncontrolled), stroke within 1.5 m on 1 of 2',
  );
});
