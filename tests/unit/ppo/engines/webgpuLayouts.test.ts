import { describe, expect, test } from 'vitest';
import {
  allLayouts,
  ARCHITECTURE,
  buildingLayouts,
  EPOCH,
  GROUND_RECORD,
  HYPERPARAMETERS,
  LAYER,
  MEMBERS,
  MINIBATCH,
  ROLLOUT,
  ROWS,
  RUN,
  STATISTICS,
} from '../../../../src/ppo/engines/webgpu/layouts';
import { PASSES, shaderOf } from '../../../../src/ppo/engines/webgpu/passes';
import { shapeOf } from '../../../../src/ppo/engines/webgpu/shape';
import { array, storageStruct, uniformStruct } from '../../../../src/ppo/engines/webgpu/structLayout';
import { V9 } from '../../../support/v9Building';

const SHAPE = shapeOf(V9);
const { DYNAMICS, ENVIRONMENT, FINAL, MOMENTS, SAMPLE } = buildingLayouts(SHAPE);

describe("WGSL's memory layout, worked out by hand from its specification", () => {
  const MIXED = {
    first: 'u32',
    pair: 'vec2f',
    second: 'f32',
    vector: 'vec4f',
    last: 'u32',
  } as const;

  test('a field begins on its alignment, and a struct is a whole number of its own', () => {
    const mixed = storageStruct('Mixed', MIXED);
    expect(Object.keys(MIXED).map((name) => mixed.offset(name as keyof typeof MIXED))).toEqual([
      0, 8, 16, 32, 48,
    ]);
    expect([mixed.align, mixed.size]).toEqual([16, 64]);
  });

  test('an array in storage has its elements one after the other, in a uniform sixteen bytes apart', () => {
    const dense = storageStruct('Dense', { head: 'u32', numbers: array('f32', 3), tail: 'u32' });
    expect([dense.offset('numbers'), dense.offset('tail'), dense.size]).toEqual([4, 16, 20]);
    expect(() => uniformStruct('Dense', { numbers: array('f32', 3) })).toThrow(/too close for a uniform/);
    const wide = uniformStruct('Wide', { head: 'u32', vectors: array('vec4f', 2), tail: 'f32' });
    expect([wide.offset('vectors'), wide.offset('tail'), wide.size]).toEqual([16, 48, 64]);
  });

  test('structs within a struct', () => {
    const inner = storageStruct('Inner', { vector: 'vec4f', number: 'f32' });
    const outer = storageStruct('Outer', { count: 'u32', inners: array(inner, 2), tail: 'u32' });
    expect([outer.offset('inners'), outer.offset('tail'), outer.size]).toEqual([16, 80, 96]);
    const values = {
      count: 2,
      inners: [1, 2].map((number) => ({ vector: [number, 0, 0, number], number })),
      tail: 7,
    };
    const bytes = outer.pack(values);
    const [floats, words] = [new Float32Array(bytes), new Uint32Array(bytes)];
    expect([words[0], floats[4], floats[7], floats[8], floats[12], floats[16], words[20]]).toEqual([
      2, 1, 1, 1, 2, 2, 7,
    ]);
    expect(outer.read(new DataView(bytes))).toEqual(values);
  });

  test('a field with too few or too many values is refused', () => {
    const pair = storageStruct('Pair', { both: 'vec2u', all: array('u32', 2) });
    expect(() => pair.pack({ both: [1], all: [1, 2] })).toThrow('Pair.both has 2 values, not 1.');
    expect(() => pair.pack({ both: [1, 2], all: [1, 2, 3] })).toThrow('Pair.all has 2 values, not 3.');
  });
});

test('the sizes of all layouts', () => {
  const sizes = allLayouts(SHAPE).map(({ name, size }) => [name, size]);
  expect(Object.fromEntries(sizes)).toEqual({
    Layer: 32,
    Architecture: 32 + 10 * 32,
    Members: 64 + 13 * 4 + 12,
    Run: 32,
    Rollout: 32 + 16 * 32,
    Dynamics: 16 * 14 * (13 + 50) + 16,
    Rows: 24,
    Hyperparameters: 48,
    Epoch: 144,
    Minibatch: 144,
    Environment: 4 * (39 + 2 + 16 + 3),
    Final: 4 * (16 + 3),
    GroundRecord: 16,
    WordRange: 8,
    Sample: 64,
    Statistics: 32,
    Moments: 304,
  });
  expect([ROWS, MINIBATCH, EPOCH].map(({ uniformSize }) => uniformSize)).toEqual([32, 144, 144]);
});

test('where the fields of the layouts lie', () => {
  expect([ARCHITECTURE.offset('blockCount'), ARCHITECTURE.offset('layers')]).toEqual([20, 32]);
  expect([LAYER.offset('bias'), LAYER.offset('firstBlock')]).toEqual([16, 28]);
  expect([ROLLOUT.offset('steps'), ROLLOUT.offset('runs')]).toEqual([4, 32]);
  expect([RUN.offset('forceLimit'), RUN.offset('velocity_weight')]).toEqual([12, 20]);
  expect([RUN.offset('stroke_weight'), RUN.offset('inverseStrokeLimit')]).toEqual([24, 28]);
  expect([MEMBERS.offset('network'), MEMBERS.offset('statistics')]).toEqual([64, 112]);
  expect([DYNAMICS.offset('gains'), DYNAMICS.offset('observed')]).toEqual([2912, 14_112]);
  expect([HYPERPARAMETERS.offset('gamma'), HYPERPARAMETERS.offset('environments')]).toEqual([24, 44]);
  expect([MINIBATCH.offset('stepSizes'), MINIBATCH.offset('rootCorrections')]).toEqual([16, 80]);
  expect([EPOCH.offset('secondWords'), EPOCH.offset('firstGroup')]).toEqual([64, 128]);
  expect([ENVIRONMENT.word('amplitude'), ENVIRONMENT.word('observation')]).toEqual([39, 41]);
  expect([ENVIRONMENT.word('uncontrolled'), ENVIRONMENT.word('finals')]).toEqual([49, 59]);
  expect([FINAL.word('sample'), FINAL.word('length')]).toEqual([16, 18]);
  expect([GROUND_RECORD.offset('rewardScale'), GROUND_RECORD.offset('uncontrolled')]).toEqual([8, 12]);
  expect([SAMPLE.offset('action'), SAMPLE.offset('value')]).toEqual([32, 48]);
  expect([STATISTICS.offset('norm'), STATISTICS.offset('isDone')]).toEqual([24, 28]);
  expect([MOMENTS.offset('returnSums'), MOMENTS.offset('observationCovariance')]).toEqual([8, 48]);
});

describe('shaders', () => {
  test('a struct in WGSL, with what a uniform asks for', () => {
    expect(ARCHITECTURE.wgsl).toBe(
      [
        'struct Architecture {',
        '  layersPerTower: u32,',
        '  activation: u32,',
        '  logStd: u32,',
        '  scales: u32,',
        '  parametersSize: u32,',
        '  blockCount: u32,',
        '  @align(16) layers: array<Layer, 10>,',
        '}\n',
      ].join('\n'),
    );
  });

  test.each(PASSES)('%s declares each struct and constant once', (pass) => {
    const names = [...shaderOf(pass, SHAPE).matchAll(/^(?:struct|const) (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a pass has the structs that its memory is made of and its own, and no others', () => {
    const structs = (code: string) => [...code.matchAll(/^struct (\w+)/gm)].map(([, name]) => name);
    expect(structs(shaderOf('evaluate', SHAPE))).toEqual([
      'Layer',
      'Architecture',
      'Members',
      'Rows',
      'Blocks',
    ]);
    expect(structs(shaderOf('measure', SHAPE))).toEqual(['Members', 'Hyperparameters', 'Moments']);
  });
});
