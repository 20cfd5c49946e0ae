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

  test('is refused where all uniforms of minibatches are larger than a buffer may be', () => {
    const { hyperparameters } = SMALL_CASE.task;
    // Few samples, and an uniform for each minibatch of each epoch.
    const many = { ...hyperparameters, batch_size: 2, n_epochs: 1_000_000 };
    const task = { ...SMALL_CASE.task, hyperparameters: many };
    const planned = planStage(gpu as unknown as EngineDevice, task, SMALL_CASE.state.architecture);
    // A pass sees one of them at a time: it is no matter of what can be bound.
    expect(() =>
      membersAllowed(
        { ...DEFAULT_LIMITS, maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 40 },
        planned,
      ),
    ).not.toThrow();
    expect(() => membersAllowed(DEFAULT_LIMITS, planned)).toThrow(/the buffer "minibatches" needs \d+ bytes/);
  });

  test('is refused where an uniform that is bound whole is larger than can be bound', () => {
    expect(() => membersAllowed({ ...DEFAULT_LIMITS, maxUniformBufferBindingSize: 64 }, plan)).toThrow(
      /needs \d+ bytes, and this GPU allows 64\./,
    );
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
