import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile, observationSizeOf } from '../../src/building/building';
import { PRESETS } from '../../src/curriculum/presets';
import type { RunSettings } from '../../src/curriculum/settings';
import { observationBounds } from '../../src/environment/observation';
import { parameterLayout } from '../../src/ppo/parameters';
import type { RunnerState } from '../../src/ppo/runnerState';
import { RandomStream } from '../../src/random/stream';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { sha256 } from '../../src/checkpoint/store/sha256';
import type { ExportedModel } from '../../src/export/exportedModel';
import { policyCode } from '../../src/export/code/policyCode';
import { FIVE_STOREYS } from '../support/buildings';
import { actionsInC, actionsInJavaScript } from '../support/policyPrograms';
import { referenceOutput } from '../support/referencePpo';
import { trainStage1 } from '../support/trainStage1';
import { describeWithPython } from './python';

/** What `round_trip.py` reports. */
interface Report {
  readonly versions: string;
  readonly num_timesteps: number;
  readonly n_updates: number;
  readonly actions: readonly number[];
  readonly trained_timesteps: number;
  readonly trained_weights: Readonly<Record<string, readonly number[]>>;
}

describeWithPython('the real Stable-Baselines3', [], (executable) => {
  describe.each([
    ['the v9 building', PRESETS.smoke],
    ['a building of five storeys', { ...PRESETS.smoke, building: FIVE_STOREYS }],
  ] as const)('with a model of %s', (_, settings) => tests(executable, settings));
});

function tests(executable: string, settings: RunSettings): void {
  const bounds = observationBounds(observationSizeOf(compile(settings.building)));
  let folder: string;
  const file = (name: string) => join(folder, name);
  const random = new RandomStream(1, 0, 0);
  const observations = Array.from({ length: 1000 }, (_, i) =>
    bounds.map((bound, entry) => Math.fround((2 * random.uniform(i, entry) - 1) * bound)),
  );
  let state: RunnerState;
  let model: ExportedModel;
  let report: Report;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-interop-'));
    const zip = await trainStage1(settings);
    const ours = await decodeModelZip(zip);
    if (ours.origin !== 'tmd-lab') throw new Error('not ours');
    state = ours.checkpoint.state;
    model = { fileName: 'checkpoint.zip', zip, sha256: await sha256(zip), state, training: ours.checkpoint };
    writeFileSync(file('checkpoint.zip'), zip);
    writeFileSync(file('observations.json'), JSON.stringify(observations));
    const script = join(import.meta.dirname, 'round_trip.py');
    const names = ['checkpoint.zip', 'observations.json', 'result.json', 'trained.zip'];
    execFileSync(executable, [script, ...names.map(file)], { stdio: ['ignore', 'inherit', 'inherit'] });
    report = JSON.parse(readFileSync(file('result.json'), 'utf8')) as Report;
    console.log(`Tested against ${report.versions}.`);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test('loads our checkpoint with its counters', () => {
    expect(report.num_timesteps).toBe(state.counters.numTimesteps);
    expect(report.n_updates).toBe(state.counters.nUpdates);
  });

  test('predicts our actions on 1,000 observations to 1e-5', () => {
    const parameters = Float64Array.from(state.parameters);
    const clip = (action: number) => Math.min(1, Math.max(-1, action));
    const actions = observations.map((observation) =>
      clip(referenceOutput(parameters, state.architecture, 'policy_net', observation)),
    );
    const errors = actions.map((action, i) => Math.abs(action - report.actions[i]));
    expect(Math.max(...actions.map(Math.abs))).toBeGreaterThan(0.01);
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });

  test('predicts what the policy as code finds, to 1e-6', async () => {
    const code = policyCode(model);
    const errorsOf = (actions: readonly number[]) =>
      actions.map((action, i) => Math.abs(action - report.actions[i]));
    expect(Math.max(...errorsOf(actionsInC(folder, code, observations)))).toBeLessThan(1e-6);
    expect(Math.max(...errorsOf(await actionsInJavaScript(folder, code, observations)))).toBeLessThan(1e-6);
  });

  test('goes on training it, and what it saves continues here', async () => {
    const decoded = await decodeModelZip(Uint8Array.from(readFileSync(file('trained.zip'))));
    if (decoded.origin !== 'stable-baselines3') throw new Error('not foreign');
    const { architecture, parameters, numTimesteps, optimizer } = decoded.model;
    expect(numTimesteps).toBe(report.trained_timesteps);
    expect(numTimesteps).toBeGreaterThanOrEqual(state.counters.numTimesteps + 2048);
    expect(optimizer.step).toBeGreaterThan(state.optimizer.step);
    for (const { name, offset } of parameterLayout(architecture)) {
      const expected = report.trained_weights[name];
      expect([...parameters.subarray(offset, offset + expected.length)]).toEqual(expected);
    }
    expect(parameters).not.toEqual(state.parameters);
  });
}
