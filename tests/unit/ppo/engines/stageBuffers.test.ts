import { describe, expect, test } from 'vitest';
import type { EngineDevice } from '../../../../src/ppo/engines/webgpu/submitter';
import { membersAllowed, memberStrides } from '../../../../src/ppo/engines/webgpu/stageBuffers';
import { planStage } from '../../../../src/ppo/engines/webgpu/stagePrograms';
import { LimitError } from '../../../../src/ppo/errors';
import { DEFAULT_LIMITS } from '../../../support/gpuLimits';
import { SMALL_CASE } from '../../../support/parityCases';

const gpu = { device: { limits: DEFAULT_LIMITS }, software: false, check: () => undefined };
const plan = planStage(gpu as unknown as EngineDevice, SMALL_CASE.task, SMALL_CASE.state.architecture);

describe('room for members', () => {
  const allowed = (maxStorageBufferBindingSize: number) =>
    membersAllowed({ ...DEFAULT_LIMITS, maxStorageBufferBindingSize }, plan);

  test('is as much as the largest of their buffers has', () => {
    const one = largestPart();
    expect(allowed(one)).toBe(1);
    expect(allowed(3 * one)).toBe(3);
    expect(allowed(4 * one - 1)).toBe(3);
  });

  test('is refused where there is none for a single one', () => {
    expect(() => allowed(largestPart() - 1)).toThrow(LimitError);
  });

  /** Bytes of a member's part of the largest buffer: the least with which it is allowed. */
  function largestPart(): number {
    let bytes = 4;
    const isRefused = () => {
      try {
        return allowed(bytes) < 1;
      } catch {
        return true;
      }
    };
    while (isRefused()) bytes += 4;
    return bytes;
  }
});

test('a part begins on a whole vector of four where a pass reads vectors', () => {
  const strides = memberStrides(plan);
  for (const name of [
    'network',
    'parameters',
    'observations',
    'activations',
    'losses',
    'squaredNorms',
  ] as const) {
    expect(strides[name] % 4, name).toBe(0);
  }
  expect(strides.liveRows % 8).toBe(0);
});
