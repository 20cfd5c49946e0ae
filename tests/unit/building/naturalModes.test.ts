import { describe, expect, test } from 'vitest';
import type { ShearFrame } from '../../../src/building/design';
import { bareSystemOf, linearSystemOf } from '../../../src/building/bareBuilding';
import { compile } from '../../../src/building/building';
import type { LinearSystem } from '../../../src/building/modalAnalysis';
import { naturalFrequencies, naturalModes } from '../../../src/building/modalAnalysis';
import { V9_BUILDING } from '../../../src/building/v9Building';
import { harmonicResponse, transmissibility } from '../../../src/building/transmissibility';
import { multiply } from '../../../src/numerics/matrix';
import { expectClose } from '../../support/expectClose';

function frame(part: Partial<ShearFrame> = {}): ShearFrame {
  return {
    kind: 'shear',
    name: 'a frame',
    source: '',
    storeys: [
      { height: 4, mass: 2000, stiffness: 3e6 },
      { height: 3, mass: 1000, stiffness: 1e6 },
    ],
    damping: { kind: 'modal', ratios: [0] },
    damper: { floor: 2, mass: 50, stiffness: 2e4, damping: 100 },
    sensors: [1, 2],
    ...part,
  };
}

const bare = (design: ShearFrame) => bareSystemOf(compile(design));

describe('natural modes', () => {
  test('of one storey: sqrt(k / m), all of the mass', () => {
    const storeys = [{ height: 3, mass: 400, stiffness: 40_000 }];
    const modes = naturalModes(bare(frame({ storeys, damper: { ...frame().damper, floor: 1 } })));
    expect(modes).toHaveLength(1);
    const [{ frequency, period, shape, participation, effectiveMass }] = modes;
    expectClose(frequency, 10 / (2 * Math.PI), 1e-14);
    expectClose(period, (2 * Math.PI) / 10, 1e-14);
    expectClose(shape[0], 1 / 20, 1e-14);
    expectClose(participation, 20, 1e-14);
    expectClose(effectiveMass, 400, 1e-14);
  });

  // m = 2, 1 t; k = 3, 1 MN/m: 2 w^4 - 6 w^2 + 3 = 0 in 1000 / s2, shapes (1, 4 - 2 w^2) by the first row.
  test('of two storeys are those worked out by hand', () => {
    const modes = naturalModes(bare(frame()));
    [(3 - Math.sqrt(3)) / 2, (3 + Math.sqrt(3)) / 2].forEach((square, i) => {
      const top = 4 - 2 * square;
      const generalised = 2000 + 1000 * top ** 2;
      const participation = (2000 + 1000 * top) / Math.sqrt(generalised);
      expectClose(modes[i].frequency, Math.sqrt(1000 * square) / (2 * Math.PI), 1e-13);
      expectClose(modes[i].participation, Math.abs(participation), 1e-12);
      expectClose(modes[i].effectiveMass, participation ** 2, 1e-12);
      const sign = Math.sign(participation);
      expectClose(modes[i].shape[0], sign / Math.sqrt(generalised), 1e-12);
      expectClose(modes[i].shape[1], (sign * top) / Math.sqrt(generalised), 1e-12);
    });
    expectClose(modes[0].effectiveMass + modes[1].effectiveMass, 3000, 1e-13);
  });

  test('of v9 are the frequencies that the diagonal masses give, orthonormal, with all of the mass', () => {
    const system = linearSystemOf(compile(V9_BUILDING));
    const mass = Float64Array.from({ length: 13 }, (_, i) => system.mass[i * 14]);
    const modes = naturalModes(system);
    naturalFrequencies(mass, system.stiffness).forEach((frequency, i) =>
      expectClose(modes[i].frequency, frequency, 1e-11),
    );
    for (const one of modes) {
      for (const other of modes) {
        const product = one.shape.reduce((sum, value, i) => sum + value * mass[i] * other.shape[i], 0);
        expectClose(product, one === other ? 1 : 0, 1e-11, 1);
      }
    }
    const total = modes.reduce((sum, { effectiveMass }) => sum + effectiveMass, 0);
    expectClose(total, 12 * 200_000 + 4000, 1e-12);
  });

  test('of masses that are coupled satisfy K phi = w^2 M phi', () => {
    const system: LinearSystem = {
      size: 3,
      mass: Float64Array.of(4, 1, 0, 1, 5, 2, 0, 2, 6),
      damping: new Float64Array(9),
      stiffness: Float64Array.of(300, -100, 20, -100, 250, -90, 20, -90, 80),
      influence: Float64Array.of(1, 0, 1),
    };
    const modes = naturalModes(system);
    for (const { frequency, shape } of modes) {
      const elastic = multiply(system.stiffness, shape, 3);
      const inertia = multiply(system.mass, shape, 3).map((value) => (2 * Math.PI * frequency) ** 2 * value);
      elastic.forEach((value, i) => expectClose(value, inertia[i], 1e-11, 100));
    }
    // r^T M r
    expectClose(
      modes.reduce((sum, { effectiveMass }) => sum + effectiveMass, 0),
      10,
      1e-12,
    );
  });
});

describe('damping', () => {
  test('by mode gives each mode its ratio, the last one those that follow', () => {
    const storeys = Array.from({ length: 4 }, (_, i) => ({
      height: 3,
      mass: 1e5 + 1e4 * i,
      stiffness: 9e7 - 1e7 * i,
    }));
    const ratios = [0.01, 0.02, 0.03];
    const modes = naturalModes(bare(frame({ storeys, damping: { kind: 'modal', ratios } })));
    [0.01, 0.02, 0.03, 0.03].forEach((ratio, i) => expectClose(modes[i].dampingRatio, ratio, 1e-10));
  });

  test('by two Rayleigh ratios gives them to the first two modes of the frame', () => {
    const damping = { kind: 'rayleigh', ratios: [0.02, 0.05], modesOf: 'frame' } as const;
    const [first, second] = naturalModes(bare(frame({ damping })));
    expectClose(first.dampingRatio, 0.02, 1e-12);
    expectClose(second.dampingRatio, 0.05, 1e-12);
  });
});

describe('transmissibility', () => {
  test('of one damped storey is 1 / |w0^2 - w^2 + 2 i zeta w0 w|', () => {
    const storeys = [{ height: 3, mass: 400, stiffness: 40_000 }];
    const design = frame({
      storeys,
      damping: { kind: 'modal', ratios: [0.05] },
      damper: { ...frame().damper, floor: 1 },
    });
    const frequencies = [0.01, 1, 10 / (2 * Math.PI), 4];
    transmissibility(bare(design), 0, frequencies).forEach((value, i) => {
      const w = 2 * Math.PI * frequencies[i];
      expectClose(value, 1 / Math.hypot(100 - w ** 2, 2 * 0.05 * 10 * w), 1e-12);
    });
  });

  // An undamped damper holds the mass that it stands on still at its own frequency.
  test('of one storey with a damper is that of the two equations solved by hand', () => {
    const design = frame({
      storeys: [{ height: 3, mass: 400, stiffness: 40_000 }],
      damper: { floor: 1, mass: 20, stiffness: 1800, damping: 15 },
    });
    const w = 9;
    const { re, im } = harmonicResponse(linearSystemOf(compile(design)), w / (2 * Math.PI));
    // (k - w^2 m) x + s (x - y) = -m and s (y - x) - w^2 m' y = -m' with s = k' + i w c'.
    const [x, y] = [
      { re: re[0], im: im[0] },
      { re: re[1], im: im[1] },
    ];
    const stroke = { re: x.re - y.re, im: x.im - y.im };
    const force = { re: 1800 * stroke.re - 135 * stroke.im, im: 1800 * stroke.im + 135 * stroke.re };
    expectClose((40_000 - 81 * 400) * x.re + force.re, -400, 1e-10);
    expectClose((40_000 - 81 * 400) * x.im + force.im, 0, 1e-10, 400);
    expectClose(-force.re - 81 * 20 * y.re, -20, 1e-10);
    expectClose(-force.im - 81 * 20 * y.im, 0, 1e-10, 20);
  });

  test('of a frame without its damper is the sum of its modes', () => {
    const damping = { kind: 'modal', ratios: [0.02, 0.04] } as const;
    const system = bare(frame({ damping }));
    const modes = naturalModes(system);
    for (const frequency of [0.5, 3, 7.1]) {
      const w = 2 * Math.PI * frequency;
      let re = 0;
      let im = 0;
      for (const { frequency: natural, shape, participation, dampingRatio } of modes) {
        const w0 = 2 * Math.PI * natural;
        const [a, b] = [w0 ** 2 - w ** 2, 2 * dampingRatio * w0 * w];
        re -= (participation * shape[1] * a) / (a ** 2 + b ** 2);
        im += (participation * shape[1] * b) / (a ** 2 + b ** 2);
      }
      const [value] = transmissibility(system, 1, [frequency]);
      expectClose(value, Math.hypot(re, im), 1e-9);
    }
  });

  test('is far smaller at the first resonance with a tuned damper than without', () => {
    const design = frame({ damping: { kind: 'modal', ratios: [0.01] } });
    const [{ frequency }] = naturalModes(bare(design));
    const [without] = transmissibility(bare(design), 1, [frequency]);
    const [withDamper] = transmissibility(linearSystemOf(compile(design)), 1, [frequency]);
    expect(withDamper).toBeLessThan(0.5 * without);
  });
});

test('a damper on a lower floor is taken off it without a trace', () => {
  const damped = frame({ damping: { kind: 'rayleigh', ratios: [0.02, 0.02], modesOf: 'frame' } });
  const lower = { ...damped, damper: { ...damped.damper, floor: 1 } };
  const [one, other] = [bare(damped), bare(lower)];
  one.stiffness.forEach((value, i) => expectClose(other.stiffness[i], value, 1e-12, 1e6));
  one.damping.forEach((value, i) => expectClose(other.damping[i], value, 1e-12, 1e4));
  expect(other.mass).toEqual(one.mass);
});
