import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import golden from '../../golden/weights.json';
import { hashesOfShortTraining } from '../../support/shortTraining';
import { tfjsEngine } from '../../support/tfjsEngines';
import { wasmEngine } from '../../support/wasmEngines';

/** What makes other rounding has other hashes: the engine, and whether its multiplications are fused with additions. */
const ENGINES = {
  wasm: [wasmEngine(1), wasmEngine(2)],
  'wasm-relaxed': [wasmEngine(1, true)],
  tfjs: [tfjsEngine],
};

/** The wide networks of v9 take tfjs seconds a stage. */
const stagesOf = (engine: string): readonly (1 | 4)[] => (engine === 'tfjs' ? [4] : [1, 4]);

/** A person who trains again after an update of the page gets the weights that they had: no refactoring may change a bit. */
describe.each(Object.keys(ENGINES) as (keyof typeof ENGINES)[])(
  '%s trains the weights that it always has',
  (name) => {
    for (const engine of ENGINES[name]) {
      test.each(Object.keys(PRESETS))(`%s, ${engine.name}`, async (preset) => {
        for (const stage of stagesOf(name)) {
          const opened = await engine.open();
          const hashes = await hashesOfShortTraining(opened, PRESETS[preset], stage);
          opened.dispose();
          const known = golden as Record<string, Record<string, unknown>>;
          expect(hashes).toEqual(known[name][`${preset} stage ${stage}`]);
        }
      });
    }
  },
);
