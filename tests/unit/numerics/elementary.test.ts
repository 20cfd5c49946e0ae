import { expect, test } from 'vitest';
import { exp } from '../../../src/numerics/exponential';
import { hypot } from '../../../src/numerics/hypot';
import { tanh } from '../../../src/numerics/tanh';
import { cos, sin } from '../../../src/numerics/trigonometric';

/** Units in the last place between two doubles of the same sign. */
function ulps(a: number, b: number): number {
  const [first, second] = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Number(first > second ? first - second : second - first);
}

const spread = (from: number, to: number) =>
  Array.from({ length: 20_001 }, (_, i) => from + ((to - from) * i) / 20_000);

test.each([
  { name: 'sin', own: sin, engine: Math.sin, arguments: spread(-40, 41) },
  { name: 'cos', own: cos, engine: Math.cos, arguments: spread(-40, 41) },
  { name: 'exp', own: exp, engine: Math.exp, arguments: spread(-700, 700) },
])("$name is the engine's to the last bit but one", ({ own, engine, arguments: xs }) => {
  const worst = Math.max(...xs.filter((x) => engine(x) !== 0).map((x) => ulps(own(x), engine(x))));
  expect(worst).toBeLessThanOrEqual(1);
});

test("tanh is the engine's to the last bit but two, up to where both are 1, and of numbers that are none", () => {
  const xs = [...spread(-21, 21), ...spread(-0.7, 0.7), ...spread(-1e-7, 1e-7)].filter((x) => x !== 0);
  expect(Math.max(...xs.map((x) => ulps(tanh(x), Math.tanh(x))))).toBeLessThanOrEqual(2);
  expect([0, 25, -25, Infinity, -Infinity, Number.NaN].map(tanh)).toEqual([0, 1, -1, 1, -1, Number.NaN]);
  expect([tanh(5e-324), tanh(1e-300)]).toEqual([5e-324, 1e-300]);
});

test('at the angles and numbers that everybody knows', () => {
  expect([sin(0), cos(0), exp(0), sin(Math.PI / 2), cos(Math.PI)]).toEqual([0, 1, 1, 1, -1]);
  expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
  expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
});

test('what they cannot give is refused', () => {
  expect(() => sin(1e9)).toThrow(RangeError);
  expect(() => cos(Number.NaN)).toThrow(RangeError);
  expect(() => exp(701)).toThrow(RangeError);
});

test('hypot is the length of a vector, of any size and infinite', () => {
  expect([hypot(3, 4), hypot(2, 3, 6), hypot(0, 0), hypot(-Infinity, 1)]).toEqual([5, 7, 0, Infinity]);
  expect(ulps(hypot(3e200, 4e200), 5e200)).toBeLessThanOrEqual(1);
  for (const x of spread(-10, 10)) expect(ulps(hypot(x, 0.7), Math.hypot(x, 0.7))).toBeLessThanOrEqual(1);
});
