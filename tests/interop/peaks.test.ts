import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepMap } from '../../src/building/stepMap';
import { PRESETS } from '../../src/curriculum/presets';
import { constant } from '../../src/curriculum/schedule';
import type { RunSettings } from '../../src/curriculum/settings';
import { firstResponse } from '../../src/evaluation/stageEvaluation';
import { heldOutRecord } from '../../src/groundMotion/catalogue';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { trainStage1 } from '../support/trainStage1';
import { describeWithPython } from './python';
import { OBSERVED_STATE, ROOF, V9 } from '../support/v9Building';

const [first, ...others] = PRESETS.smoke.stages;

/** What makes a policy differ from one that sees raw observations at every step. */
const SETTINGS: RunSettings = {
  ...PRESETS.smoke,
  control_period: 5,
  normalisation: { norm_obs: true, norm_reward: true },
  // Far enough from the untrained policy to be seen in the peak.
  stages: [
    { ...first, hyperparameters: { ...first.hyperparameters, learning_rate: constant(0.03) } },
    ...others,
  ],
};

describeWithPython('the peaks that Stable-Baselines3 finds', [], (executable) => {
  let folder: string;
  let zip: Uint8Array<ArrayBuffer>;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-peaks-'));
    zip = await trainStage1(SETTINGS);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('with a normalised policy of held actions are those in the checkpoint', async () => {
    const decoded = await decodeModelZip(zip);
    if (decoded.origin !== 'tmd-lab') throw new Error('not ours');
    expect(decoded.checkpoint.state.normalisation.observations).not.toBeNull();
    const [evaluation] = decoded.checkpoint.evaluations;
    const { magnitude, force_limit_kN } = evaluation;
    const controlled = firstResponse(evaluation, 'ppo');
    const uncontrolled = firstResponse(evaluation, 'uncontrolled');
    const { A, B, E } = stepMap(V9, SETTINGS.integrator);
    const record = heldOutRecord(magnitude, SETTINGS.spectrum);
    const task = {
      A: [...A],
      B: [...B],
      E: [...E],
      observed: OBSERVED_STATE,
      roof: ROOF,
      force_limit: 1000 * force_limit_kN,
      control_period: SETTINGS.control_period,
      accelerations: [[...record.acceleration]],
    };
    writeFileSync(file('checkpoint.zip'), zip);
    writeFileSync(file('task.json'), JSON.stringify(task));
    const script = join(import.meta.dirname, 'peaks.py');
    const names = ['checkpoint.zip', 'task.json', 'peaks.json'];
    execFileSync(executable, [script, ...names.map(file)], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [peak] = JSON.parse(readFileSync(file('peaks.json'), 'utf8')) as number[];
    expect(Math.abs(controlled.peakRoofDisplacement / uncontrolled.peakRoofDisplacement - 1)).toBeGreaterThan(
      1e-3,
    );
    expect(peak / controlled.peakRoofDisplacement).toBeCloseTo(1, 5);
  }, 300_000);
});
