import { expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { EngineGroup } from '../../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import golden from '../../golden/weights.json';
import { hashesOfShortTraining } from '../../support/shortTraining';
import { openGpu } from '../../support/webgpuEngines';

/** Not part of `npm test`: SwiftShader compiles for the processor that it finds, and another one may round otherwise. */
test.each(Object.keys(PRESETS))(
  'WebGPU on SwiftShader trains the weights that it always has: %s',
  async (preset) => {
    for (const stage of [1, 4] as const) {
      const gpu = await openGpu();
      const engine = new WebgpuEngine(new EngineGroup(gpu, { onDispose: () => gpu.destroy() }));
      const hashes = await hashesOfShortTraining(engine, PRESETS[preset], stage);
      engine.dispose();
      const known: Readonly<Record<string, unknown>> = golden.webgpu;
      expect(hashes, `stage ${stage}`).toEqual(known[`${preset} stage ${stage}`]);
    }
  },
);
