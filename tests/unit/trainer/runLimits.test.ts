import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { EngineGroup } from '../../../src/ppo/engines/webgpu/engineGroup';
import { groundSize } from '../../../src/ppo/engines/webgpu/groundMotions';
import { stageSizes } from '../../../src/ppo/engines/webgpu/stageBuffers';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { LimitError } from '../../../src/ppo/errors';
import { architectureOf } from '../../../src/ppo/initialPolicy';
import { stageOutline, stageTask } from '../../../src/ppo/stageTask';
import { recipeFor } from '../../../src/trainer/largerRecipe';
import { openDevice } from '../../../src/trainer/openEngine';
import type { OpenedEngine } from '../../../src/trainer/openEngine';
import { assertRunWithinLimits } from '../../../src/trainer/runLimits';
import { DEFAULT_LIMITS } from '../../support/gpuLimits';
import { instantGpu } from '../../support/instantGpu';

vi.mock('../../../src/trainer/engineCheck', () => ({
  differenceFromWebAssembly: () => Promise.resolve(null),
}));

afterEach(() => vi.unstubAllGlobals());

/** Stages 1 and 2 are within the usual limits, 3 and 4 are not. */
const TOO_LARGE: RunSettings = { ...PRESETS.calm, n_envs: 4096 };

const smallGpu = () => new WebgpuEngine(new EngineGroup(instantGpu().gpu));

describe('the outline of a stage', () => {
  test.each(Object.entries(PRESETS))('is as large as the stage: %s', (_, preset) => {
    const [first, second, third, fourth] = preset.stages.map((stage) => ({
      ...stage,
      training_records: null,
    }));
    const settings: RunSettings = {
      ...preset,
      training_records: 5,
      stages: [first, second, third, fourth],
    };
    for (const { number } of settings.stages) {
      const [stage, outline] = [stageTask(settings, number), stageOutline(settings, number)];
      expect(stageSizes(outline)).toEqual(stageSizes(stage));
      expect(groundSize(outline.environment)).toBe(groundSize(stage.environment));
      expect(outline.environment.records.length).toBe(stage.environment.records.length);
    }
  });

  test('has those of the own records that are known', () => {
    const use = (digest: string) => ({ name: digest, digest, pga_g: null });
    const none = { training: [], held_out: [] };
    const settings: RunSettings = {
      ...PRESETS.smoke,
      records: [{ training: [use('a'), use('b')], held_out: [] }, none, none, none],
    };
    const library = new Map([['a', { name: 'a', dt: 0.02, acceleration: new Float64Array(1000) }]]);
    const names = stageOutline(settings, 1, library).environment.records.map(({ name }) => name);
    expect(names).toContain('a');
    expect(names).not.toContain('b');
  });
});

describe('a run that the limits of a GPU have no room for', () => {
  test('is refused in whichever stage that shows', () => {
    const engine = smallGpu();
    const look = (stage: 1 | 2 | 3 | 4) => () =>
      engine.assertWithinLimits(stageOutline(TOO_LARGE, stage), architectureOf(TOO_LARGE));
    for (const stage of [1, 2] as const) expect(look(stage)).not.toThrow();
    for (const stage of [3, 4] as const) expect(look(stage)).toThrow(LimitError);
    expect(() => assertRunWithinLimits(engine, TOO_LARGE)).toThrow(LimitError);
    expect(() => assertRunWithinLimits(engine, PRESETS.calm)).not.toThrow();
    engine.dispose();
  });

  test('is trained in WebAssembly, also where the GPU is trusted since another run of the visit', async () => {
    const info = {
      vendor: 'arm',
      architecture: 'mali',
      device: '',
      description: '',
      isFallbackAdapter: false,
    };
    const device = {
      limits: DEFAULT_LIMITS,
      lost: new Promise(() => undefined),
      addEventListener: () => undefined,
      destroy: vi.fn(),
    };
    const adapter = { info, limits: DEFAULT_LIMITS, requestDevice: () => Promise.resolve(device) };
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
    const told: string[] = [];
    const open = (settings: RunSettings) =>
      openDevice(
        { preference: 'webgpu', began: null, timed: [], signal: new AbortController().signal },
        { tell: (line) => told.push(line), beat: () => undefined },
        settings,
      );
    const first = await open(PRESETS.smoke);
    expect(first.device.engine).toBe('webgpu');
    first.engine.dispose();
    device.destroy.mockClear();
    const second = await open(TOO_LARGE);
    expect(second.device.engine).toBe('wasm');
    expect(second.engine.name).toMatch(/^wasm-/);
    expect(told).toEqual([
      expect.stringMatching(
        /^WebGPU on arm mali does not start \(the buffer "\w+" needs \d+ bytes, and this GPU allows 134217728\): WebAssembly instead\.$/,
      ),
    ]);
    expect(device.destroy).toHaveBeenCalledOnce();
    second.engine.dispose();
  });

  test('is not the larger recipe that takes the place of the default one', async () => {
    const engine = smallGpu();
    vi.spyOn(engine, 'assertWithinLimits').mockImplementation(() => {
      throw new LimitError('the buffer is too large');
    });
    const begin = vi.spyOn(engine, 'begin');
    const opened = {
      engine,
      device: { engine: 'webgpu' },
      speeds: { wasm: { stepsPerSecond: 1, isBound: false } },
    } as unknown as OpenedEngine;
    const tell = () => undefined;
    const suited = await recipeFor(opened, PRESETS.calm, new AbortController().signal, { tell });
    expect(suited).toBe(PRESETS.calm);
    expect(begin).not.toHaveBeenCalled();
    engine.dispose();
  });
});
