import { describe, expect, test } from 'vitest';
import { compile } from '../../../../src/building/building';
import { networkLayout } from '../../../../src/ppo/engines/webgpu/networkLayout';
import { passConstants } from '../../../../src/ppo/engines/webgpu/passConstants';
import type { PASSES } from '../../../../src/ppo/engines/webgpu/passes';
import { assertWithinLimits, requirementsOf } from '../../../../src/ppo/engines/webgpu/requirements';
import { shapeOf } from '../../../../src/ppo/engines/webgpu/shape';
import { tuningOf } from '../../../../src/ppo/engines/webgpu/tuning';
import { LimitError } from '../../../../src/ppo/errors';
import { FORTY_STOREYS, ONE_STOREY } from '../../../support/buildings';
import { specification } from '../../../support/environments';
import { DEFAULT_LIMITS } from '../../../support/gpuLimits';

/** A building's shape, and the passes' constants for networks of a width on a device. */
function programOf(width: number, limits = DEFAULT_LIMITS, building = compile()) {
  const shape = shapeOf(building);
  const { observationSize } = shape;
  const layout = networkLayout({ observationSize, netArch: [width], activation: 'tanh' }, 256);
  const sizes = { finalsPerEnvironment: 3, samples: 8192, environments: 4 };
  const environment = specification({ building, controlPeriod: 5, advantageBaseline: 'uncontrolled' });
  const tuning = tuningOf(limits, false, layout);
  return { shape, constants: passConstants(sizes, layout, tuning, environment) };
}

/** @throws as the engine does on a device of these limits */
function lookAt(change: Partial<GPUSupportedLimits>, width = 64): void {
  const limits = { ...DEFAULT_LIMITS, ...change };
  const { shape, constants } = programOf(width, limits);
  assertWithinLimits(limits, shape, constants);
}

describe('what a pass needs', () => {
  const { shape, constants } = programOf(512);
  const of = (pass: (typeof PASSES)[number]) => requirementsOf(pass, shape, constants[pass]);

  test('is what its shader declares: the tile of eight rows, 512 wide, is all of the memory that every device has', () => {
    expect(of('evaluate')).toEqual({
      storageBuffers: 3,
      uniformBuffers: 3,
      workgroupBytes: 16_384,
      threads: 256,
    });
  });

  test('counts structs with their padding, and each variable from a multiple of 16 on', () => {
    // 64 structs of a vector and two numbers, padded to 32 bytes.
    expect(of('adam')).toMatchObject({ workgroupBytes: 64 * 32, threads: 64 });
    // 32 blocks of four matrices and two vectors; eight threads share each of sixteen.
    expect(of('weightGradient')).toMatchObject({ workgroupBytes: 32 * (4 * 64 + 2 * 16), threads: 128 });
    expect(of('gather')).toMatchObject({ workgroupBytes: 4 * 256, threads: 256 });
    expect(of('measure')).toMatchObject({ workgroupBytes: 16 * 256 });
    expect(of('advantages')).toMatchObject({ workgroupBytes: 64 * (4 + 12 + 16), threads: 64 });
  });

  test.each([
    ['one storey', compile(ONE_STOREY)],
    ['the v9 building', compile()],
    ['forty storeys', compile(FORTY_STOREYS)],
  ])('is within what every WebGPU device has, for %s and networks of any width', (_, building) => {
    for (const width of [8, 64, 256, 512]) {
      const program = programOf(width, DEFAULT_LIMITS, building);
      assertWithinLimits(DEFAULT_LIMITS, program.shape, program.constants);
    }
  });
});

describe('a device that allows less is refused in words', () => {
  test.each([
    [
      { maxStorageBuffersPerShaderStage: 4 },
      /^the pass "\w+" needs 8 storage buffers, and this GPU allows 4$/,
    ],
    [
      { maxUniformBuffersPerShaderStage: 3 },
      /^the pass "\w+" needs 4 uniform buffers, and this GPU allows 3$/,
    ],
    [
      { maxComputeInvocationsPerWorkgroup: 128 },
      /^the pass "\w+" needs 256 threads in a workgroup, and this GPU allows 128$/,
    ],
    [
      { maxComputeWorkgroupSizeX: 128 },
      /^the pass "\w+" needs 256 threads in a workgroup, and this GPU allows 128$/,
    ],
    [
      { maxComputeWorkgroupStorageSize: 8192 },
      /^the pass "weightGradient" needs 9216 bytes of workgroup memory, and this GPU allows 8192$/,
    ],
  ] as const)('%o', (change, words) => {
    expect(() => lookAt(change)).toThrow(LimitError);
    expect(() => lookAt(change)).toThrow(
      expect.objectContaining({ words: expect.stringMatching(words) as string }),
    );
  });

  test('with all its limits that are too low', () => {
    const compatible = { maxStorageBuffersPerShaderStage: 4, maxComputeInvocationsPerWorkgroup: 128 };
    expect(() => lookAt(compatible)).toThrow(
      /storage buffers, and this GPU allows 4; the pass .* allows 128\./,
    );
  });

  test('and one that needs wide networks only there', () => {
    const memory = { maxComputeWorkgroupStorageSize: 12_288 };
    expect(() => lookAt(memory)).not.toThrow();
    expect(() => lookAt(memory, 512)).toThrow(/"\w+" needs 16384 bytes of workgroup memory/);
  });
});
