import { expect, test } from 'vitest';
import { suspended } from '../../../src/building/building';
import { rayleighCoefficients } from '../../../src/building/frameMatrices';
import { expectClose } from '../../support/expectClose';
import { golden } from '../../support/goldenBuilding';
import { DEGREES_OF_FREEDOM, V9 } from '../../support/v9Building';

const building = V9.structure;
const { model } = golden;
const at = (matrix: Float64Array, row: number, column: number) => matrix[row * DEGREES_OF_FREEDOM + column];

test('masses, stiffnesses and damping are those of the reference', () => {
  model.M_diag.forEach((mass, i) => expectClose(at(building.mass, i, i), mass));
  model.K_diag.forEach((value, i) => expectClose(at(building.stiffness, i, i), value));
  model.K_offdiag.forEach((value, i) => {
    expectClose(at(building.stiffness, i, i + 1), value);
    expectClose(at(building.stiffness, i + 1, i), value);
  });
  expectClose(at(building.damping, 11, 11), model.C_11_11);
  expectClose(at(building.damping, 11, 12), model.C_11_12);
  expectClose(at(building.damping, 12, 12), model.C_12_12);
  expectClose(at(building.damping, 0, 0), model.C_0_0);
});

test('stiffness and damping couple neighbours only', () => {
  for (let row = 0; row < DEGREES_OF_FREEDOM; row++) {
    for (let column = 0; column < DEGREES_OF_FREEDOM; column++) {
      const coupled = Math.abs(row - column) <= 1;
      expect(at(building.stiffness, row, column) !== 0).toBe(coupled);
      expect(at(building.damping, row, column) !== 0).toBe(coupled);
    }
  }
});

test('the Rayleigh coefficients are those of the reference', () => {
  const { alpha, beta } = rayleighCoefficients(
    building.mass,
    building.stiffness,
    DEGREES_OF_FREEDOM,
    [0.015, 0.015],
  );
  expectClose(alpha, model.rayleigh_alpha);
  expectClose(beta, model.rayleigh_beta);
});

test('another suspension changes what is between roof and damper, and nothing else', () => {
  const other = suspended(V9, { stiffness: 6000, damping: 100 });
  expectClose(at(other.stiffness, 12, 12), 6000);
  const { beta } = rayleighCoefficients(
    building.mass,
    building.stiffness,
    DEGREES_OF_FREEDOM,
    [0.015, 0.015],
  );
  expectClose(at(building.damping, 12, 12) - at(other.damping, 12, 12), 1900 + 44_000 * beta);
  const between = [11 * 13 + 11, 11 * 13 + 12, 12 * 13 + 11, 12 * 13 + 12];
  for (const name of ['stiffness', 'damping'] as const) {
    building[name].forEach((value, i) => {
      if (between.includes(i)) expect(other[name][i]).not.toBe(value);
      else expect(other[name][i]).toBe(value);
    });
  }
  expect(other.mass).toEqual(building.mass);
});
