import { describe, expect, test } from 'vitest';
import { heldOutRecord, trainingRecords } from '../../../src/groundMotion/catalogue';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import { expectClose } from '../../support/expectClose';

describe('the catalogue', () => {
  test('has as many records to train on as are asked for, under their names', () => {
    for (const magnitude of MAGNITUDES) {
      const names = trainingRecords(magnitude, 'clough-penzien', 10).map(({ name }) => name);
      expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `${magnitude} training ${i + 1}`));
    }
    expect(heldOutRecord('M8.4', 'kanai-tajimi').name).toBe('M8.4 held-out 1');
    expect(heldOutRecord('M8.4', 'kanai-tajimi', 2).name).toBe('M8.4 held-out 3');
  });

  test('has no two records alike, held-out ones included', () => {
    const records = MAGNITUDES.flatMap((magnitude) =>
      (['clough-penzien', 'kanai-tajimi'] as const).flatMap((spectrum) => [
        ...trainingRecords(magnitude, spectrum, 10),
        ...[0, 1, 2].map((index) => heldOutRecord(magnitude, spectrum, index)),
      ]),
    );
    const contents = records.map(({ acceleration }) => acceleration.slice(300, 310).join());
    expect(new Set(contents).size).toBe(MAGNITUDES.length * 2 * 13);
  });

  test('makes each record once', () => {
    expect(trainingRecords('M4.5', 'clough-penzien', 10)[3]).toBe(
      trainingRecords('M4.5', 'clough-penzien', 10)[3],
    );
    expect(heldOutRecord('M4.5', 'clough-penzien')).toBe(heldOutRecord('M4.5', 'clough-penzien'));
  });

  test('never changes: policies and evaluations that people keep refer to these records', () => {
    const fingerprint = (acceleration: Float64Array) => [acceleration[300], acceleration[700]];
    const expected = {
      training: [-0.30825770479781023, -0.006529209377325985],
      heldOut: [0.30508755531723947, 0.9716412183855789],
    };
    const training = fingerprint(trainingRecords('M4.5', 'clough-penzien', 10)[0].acceleration);
    const heldOut = fingerprint(heldOutRecord('M8.4', 'kanai-tajimi').acceleration);
    training.forEach((value, i) => expectClose(value, expected.training[i]));
    heldOut.forEach((value, i) => expectClose(value, expected.heldOut[i]));
  });
});
