import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PRESETS } from '../../src/curriculum/presets';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { AppPage } from '../support/appPage';
import { launch, temporaryProfile } from '../support/browserProfile';

const FILE = 'stage1_50kN.zip';
/** An hour: some minutes on an idle machine, and tests share theirs. */
const TRAINING_TIMEOUT = 55 * 60_000;

test('v9 stage 1 is trained in the browser, 300,000 steps on the WebAssembly engine, and its zip is verified', async () => {
  const profile = temporaryProfile();
  const context = await launch(profile.directory);
  const app = await AppPage.open(context, '#preset=v9');
  await app.chooseDevice('wasm');
  const begin = performance.now();
  await app.primary.click();
  await app.waitForLine('STAGE 1/4: M4.5 @ 50kN');
  await app.waitForLine(`Saved: models/rl_v9_advanced/${FILE}`, TRAINING_TIMEOUT);
  const minutes = (performance.now() - begin) / 60_000;
  console.log(`Stage 1 took ${minutes.toFixed(1)} min.`);
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);

  const downloaded = Uint8Array.from(readFileSync(await (await app.download(FILE)).path()));
  const recorded = await app.row(FILE).getAttribute('data-sha256');
  expect(createHash('sha256').update(downloaded).digest('hex')).toBe(recorded);

  const decoded = await decodeModelZip(downloaded);
  if (decoded.origin !== 'tmd-lab') throw new Error('The zip is not of this program.');
  expect(decoded.warnings).toEqual([]);
  const { kind, stage, settings, state, engine, evaluations } = decoded.checkpoint;
  expect({ kind, stage, settings }).toEqual({ kind: 'completed', stage: 1, settings: PRESETS.v9 });
  expect(engine).toMatch(/^wasm-/);
  // Whole iterations of 4 x 2048 steps until 300,000 are reached, each 10 epochs of 32 minibatches.
  const iterations = Math.ceil(300_000 / 8192);
  expect(state.counters).toEqual({
    numTimesteps: 8192 * iterations,
    stageTimesteps: 8192 * iterations,
    nUpdates: 10 * iterations,
    iteration: iterations,
  });
  expect(state.optimizer.step).toBe(320 * iterations);
  expect(state.parameters.every(Number.isFinite)).toBe(true);
  expect(evaluations).toHaveLength(1);

  expect(app.complaints).toEqual([]);
  await context.close();
  profile.remove();
});
