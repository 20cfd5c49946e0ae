import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { softwareVulkan } from '../../../tools/bench/node/contenders';
import { QUICK, runTrain, TrainProcess } from '../../support/commandLine';
import { testAgain } from '../../support/extent';
import { expectTwoSeeds, hashesIn, runDirectories } from '../../support/runDirectories';

const SMALL = [...QUICK, '--engine', 'webgpu', '--set', 'n_envs=4'];
const INTERRUPTED = 'stage2_INTERRUPTED_100kN.zip';

const { newDirectory } = runDirectories();
/** Of all checkpoints in a folder, and what its results say. */
const contentOf = (directory: string) =>
  hashesIn(directory, (name) => name.endsWith('.zip') || name === 'results.json');

const software = softwareVulkan();
if (!software)
  console.log('Series on a GPU are not tested: there is no Chromium whose SwiftShader could stand in.');

describe.skipIf(!software)('seeds on one GPU', () => {
  let together: string;
  let printed: string;

  beforeAll(async () => {
    // SwiftShader asks for a directory of its own, and has nothing to put there.
    const environment = { XDG_RUNTIME_DIR: tmpdir(), ...software };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    together = newDirectory();
    const { status, out } = await runTrain(...SMALL, '--seeds', '0,3', '--run-dir', together);
    expect(status).toBe(0);
    printed = out;
  });
  afterAll(() => vi.unstubAllEnvs());

  test('are trained side by side, and told of as runs in processes of their own are', () => {
    expect(printed).toContain('2 runs, 2 at a time in one dispatch');
    expectTwoSeeds(printed, together);
  });

  // In npm test the engine's tests compare results and states, tests/browser/ppo/webgpuGroup.test.ts.
  testAgain('are each, byte for byte, what it is alone', async () => {
    const alone = newDirectory();
    expect((await runTrain(...SMALL, '--seed=3', '--run-name=seed3', '--run-dir', alone)).status).toBe(0);
    const content = contentOf(join(alone, 'seed3'));
    expect(Object.keys(content)).toHaveLength(6);
    expect(contentOf(join(together, 'seed3'))).toEqual(content);
    expect(contentOf(join(together, 'seed0'))).not.toEqual(content);
  });

  // In npm test the trainer's own tests prove that, tests/unit/trainer/trainSeries.test.ts.
  testAgain('of which one fails end in order, and the others are completed', async () => {
    const before = contentOf(join(together, 'seed3'));
    writeFileSync(join(together, 'seed0/stage4_150kN.zip'), 'no zip');
    for (const name of ['final_v9_advanced.zip', 'stage4_150kN.zip']) rmSync(join(together, 'seed3', name));
    const { status, errors } = await runTrain(...SMALL, '--seeds', '0,3', '--run-dir', together);
    expect(status).toBe(1);
    expect(errors).toContain('[seed0] The run ended with status 1 and is not complete');
    expect(contentOf(join(together, 'seed3'))).toEqual(before);
  });

  test('stop in order when they are interrupted in the middle of a stage', async () => {
    const directory = newDirectory();
    const endless = [...SMALL, '--set', 'stage2.total_timesteps=1000000000', '--seeds', '0,1'];
    const series = new TrainProcess(...endless, '--run-dir', directory);
    const inStage2 = /\[seed0\] STAGE 2[^]*\[seed1\] STAGE 2|\[seed1\] STAGE 2[^]*\[seed0\] STAGE 2/;
    const { status, out } = await series.interrupt('SIGINT', inStage2);
    expect(status).toBe(130);
    for (const run of ['seed0', 'seed1']) {
      expect(out).toContain(`[${run}] Emergency checkpoint saved: ${directory}/${run}/${INTERRUPTED}`);
      expect(readdirSync(join(directory, run))).not.toContain('.lock');
    }
  });
});
