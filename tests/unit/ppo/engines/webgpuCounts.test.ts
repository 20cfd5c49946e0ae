import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '../../../../src/curriculum/settings';
import { initialState } from '../../../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../../../src/ppo/normalisation';
import { EngineGroup } from '../../../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../../../src/ppo/engines/webgpu/webgpuEngine';
import { settingsOf, stageTask } from '../../../../tools/bench/stages';
import { instantGpu, stubGpuConstants } from '../../../support/instantGpu';

beforeAll(() => {
  // No pause of the machine that tests passes for work of the GPU.
  vi.useFakeTimers({ toFake: ['performance'] });
  const unstub = stubGpuConstants();
  return () => {
    unstub();
    vi.useRealTimers();
  };
});

/** What the engines of so many runs give to the GPU in an iteration, once they know how fast that is. */
async function countsOf(settings: RunSettings, members: number) {
  const { gpu, counts } = instantGpu();
  const group = new EngineGroup(gpu, { most: members });
  const engines = Array.from({ length: members }, () => new WebgpuEngine(group));
  const task = stageTask(settings, 1, settings.stages[0].hyperparameters);
  const state = initialState(settings);
  await Promise.all(engines.map((engine, seed) => engine.begin({ ...task, seed }, state)));
  for (let iteration = 0; iteration < 4; iteration++) {
    Object.assign(counts, { submissions: 0, answers: 0, reads: 0, dispatches: 0 });
    const options = {
      iteration,
      learningRate: 1e-3,
      scales: scalesOf(NO_NORMALISATION, state.architecture.observationSize),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    await Promise.all(engines.map((engine) => engine.iterate(options)));
  }
  engines.forEach((engine) => engine.dispose());
  return { ...counts };
}

describe.each([1, 3])('on the fastest GPU, of %d runs side by side', (members) => {
  test.each([
    // Ten epochs of 32 minibatches; the rollout, three kinds of values, and two for what comes of them.
    ['v9', 10 * (32 * 3 + 1) + 6],
    // Ten epochs of 16; as many kinds of values again for the uncontrolled building.
    ['calm', 10 * (16 * 3 + 1) + 9],
  ])('an iteration of %s is six submissions and five waits', async (preset, dispatches) => {
    expect(await countsOf(settingsOf(preset), members)).toEqual({
      // A copy of the boundary, the rollout, the values, the estimates, the update, and what is read back.
      submissions: 6,
      // One for each of the middle four; what is read back comes in one go, of six buffers.
      answers: 4,
      reads: 6,
      dispatches,
    });
  });
});
