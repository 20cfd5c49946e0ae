import { describe, expect, test } from 'vitest';
import type { StageNumber } from '../../../src/curriculum/settings';
import { initialState } from '../../../src/ppo/initialPolicy';
import { buildingLayouts } from '../../../src/ppo/engines/webgpu/layouts';
import { observationStride, shapeOf } from '../../../src/ppo/engines/webgpu/shape';
import type { Dispatch } from '../../../tools/bench/gpu/dispatches';
import { dispatchesOf, dispatchesOfIteration, programsWithoutGpu } from '../../../tools/bench/gpu/dispatches';
import { settingsOf, stageTask } from '../../../tools/bench/stages';

function programsOf(preset: string, stage: StageNumber) {
  const settings = settingsOf(preset);
  const task = stageTask(settings, stage, settings.stages[stage - 1].hyperparameters);
  return { task, programs: programsWithoutGpu(task, initialState(settings).architecture) };
}

/** `pass across x down` of each dispatch. */
const told = (dispatches: readonly Dispatch[]) =>
  dispatches.map(({ pass, groups: [across, down] }) => `${pass} ${across} x ${down}`);

describe('what the engine dispatches, and in how many workgroups', () => {
  test('in stage 1 of v9: 4 environments, 8,192 samples, minibatches of 256, networks of 3 x 256', () => {
    const parts = dispatchesOf(programsOf('v9', 1).programs);
    expect(told(parts.rollout)).toEqual(['collect 1 x 1']);
    // The samples, the last observations, and three ends of episodes for each environment.
    expect(told(parts.values)).toEqual(['evaluate 1024 x 1', 'evaluate 1 x 1', 'evaluate 2 x 1']);
    expect(told(parts.estimates)).toEqual(['advantages 4 x 1', 'measure 3 x 1']);
    expect(told(parts.otherMinibatch ?? [])).toEqual([
      'gradient 32 x 2',
      // Of 2 x (32 + 1,024 + 1,024 + 32) blocks of 8 x 8 weights: 16 in a workgroup, and 16 parts of four by four.
      'weightGradient 264 x 1',
      'adam 264 x 1',
    ]);
    expect(told(parts.firstMinibatch)).toEqual(['gather 32 x 1', ...told(parts.otherMinibatch ?? [])]);
  });

  test('in stage 1 of calm: 256 environments, 51,200 samples, minibatches of 3,200, networks of 2 x 64', () => {
    const parts = dispatchesOf(programsOf('calm', 1).programs);
    expect(told(parts.rollout)).toEqual(['collect 64 x 1']);
    // Of the uncontrolled building beside as well.
    expect(told(parts.values)).toHaveLength(6);
    expect(told(parts.values)[0]).toBe('evaluate 6400 x 1');
    expect(told(parts.otherMinibatch ?? [])).toEqual([
      'gradient 400 x 2',
      // Of 2 x (8 + 64 + 8) blocks: four in a workgroup, with 64 threads each.
      'weightGradient 40 x 1',
      'adam 10 x 1',
    ]);
  });

  test.each([
    // 10 epochs of 32 minibatches, 3 dispatches each, an order for each epoch, and 6 for the rollout.
    ['v9', 1, 10 * (32 * 3 + 1) + 6],
    ['calm', 1, 10 * (16 * 3 + 1) + 9],
    ['calm-gpu', 1, 10 * (16 * 3 + 1) + 9],
  ] as const)('%s, stage %i: %i dispatches an iteration', (preset, stage, expected) => {
    const { task, programs } = programsOf(preset, stage);
    expect(dispatchesOfIteration(programs, task.hyperparameters.n_epochs)).toBe(expected);
  });

  test('a row of a minibatch takes 64 bytes, of a rollout 64 and, with a baseline, 36 more', () => {
    const { task } = programsOf('calm', 1);
    const shape = shapeOf(task.environment.building);
    expect(buildingLayouts(shape).SAMPLE.size).toBe(64);
    // An observation of eight floats, and the vectors of its transition and its estimates.
    expect(4 * observationStride(shape) + 16 + 16).toBe(64);
  });
});
