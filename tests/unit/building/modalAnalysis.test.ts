import { describe, expect, test } from 'vitest';
import { frequenciesOf } from '../../../src/building/building';
import { naturalFrequencies } from '../../../src/building/modalAnalysis';
import { expectClose } from '../../support/expectClose';
import { golden } from '../../support/goldenBuilding';
import { V9 } from '../../support/v9Building';

describe('natural frequencies', () => {
  test('of one mass on one spring: sqrt(k / m) / 2 pi', () => {
    expectClose(naturalFrequencies(Float64Array.of(4), Float64Array.of(100))[0], 5 / (2 * Math.PI), 1e-14);
  });

  test('of a uniform shear frame: 2 sqrt(k / m) sin((2 n - 1) pi / (4 N + 2)), its closed form', () => {
    const storeys = 8;
    const stiffness = new Float64Array(storeys ** 2);
    for (let i = 0; i < storeys; i++) {
      stiffness[i * storeys + i] = i === storeys - 1 ? 900 : 1800;
      if (i > 0) stiffness[i * storeys + i - 1] = stiffness[(i - 1) * storeys + i] = -900;
    }
    const frequencies = naturalFrequencies(new Float64Array(storeys).fill(1), stiffness);
    frequencies.forEach((frequency, mode) => {
      const circular = 60 * Math.sin(((2 * mode + 1) * Math.PI) / (4 * storeys + 2));
      expectClose(frequency, circular / (2 * Math.PI), 1e-12);
    });
    expect(frequencies).toHaveLength(storeys);
  });

  test('of the building are those of the reference', () => {
    const frequencies = frequenciesOf(V9.structure);
    expect(frequencies).toHaveLength(golden.model.natural_frequencies_Hz.length);
    golden.model.natural_frequencies_Hz.forEach((expected, i) => expectClose(frequencies[i], expected));
  });
});
