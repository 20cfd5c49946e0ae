import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { policyController } from '../../../src/evaluation/controllers/policyController';
import { cHeader } from '../../../src/export/code/cHeader';
import { float32Text } from '../../../src/export/code/float32Text';
import { javascriptModule } from '../../../src/export/code/javascriptModule';
import { policyCode } from '../../../src/export/code/policyCode';
import type { ExportedModel } from '../../../src/export/exportedModel';
import { initialParameters } from '../../../src/ppo/initialPolicy';
import type { Architecture } from '../../../src/ppo/parameters';
import { RandomStream } from '../../../src/random/stream';
import { exampleCheckpoint } from '../../support/checkpoints';
import { actionsInC, actionsInJavaScript, COMPILER, loadPolicy } from '../../support/policyPrograms';
import { OBSERVATION_SIZE } from '../../support/v9Building';

const CASES: readonly Architecture[] = [
  { observationSize: OBSERVATION_SIZE, netArch: [256, 256, 256], activation: 'tanh' },
  { observationSize: OBSERVATION_SIZE, netArch: [64, 64], activation: 'tanh' },
  { observationSize: OBSERVATION_SIZE, netArch: [9], activation: 'relu' },
  { observationSize: OBSERVATION_SIZE, netArch: [8, 33, 12, 64], activation: 'relu' },
];
const ROWS = 64;
const random = new RandomStream(4, 0, 0);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tmd-lab-code-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function modelOf(architecture: Architecture): ExportedModel {
  const { netArch, activation } = architecture;
  const policy = { net_arch: netArch, activation_fn: activation, log_std_init: 0 };
  const start = initialParameters({ policy, seed: 2 });
  // Far from the start, where actions are tiny: some of these reach the clip.
  const parameters = start.map((value, i) => value + 0.2 * random.normal(0, i));
  const checkpoint = exampleCheckpoint();
  const state = { ...checkpoint.state, architecture, parameters };
  return {
    fileName: 'stage2_100kN.zip',
    zip: new Uint8Array(),
    sha256: 'ab'.repeat(32),
    state,
    training: checkpoint,
  };
}

describe.each(CASES)('a policy of $netArch, $activation, as code', (architecture) => {
  const model = modelOf(architecture);
  const code = policyCode(model);
  const observations = Array.from({ length: ROWS }, (_, row) =>
    Float64Array.from({ length: code.observationSize }, (_, i) => {
      return 10 ** (1 - row / 16) * random.normal(1, row * code.observationSize + i);
    }),
  );
  const control = policyController(model.state);
  const wanted = observations.map((observation) => control(observation));

  test('has an example that no limit cuts off, and the tests reach it', () => {
    expect(Math.abs(code.example.action)).toBeLessThan(1);
    expect(Math.abs(code.example.action)).toBeGreaterThan(0);
    expect(wanted.some((action) => Math.abs(action) === 1)).toBe(true);
    expect(wanted.some((action) => Math.abs(action) < 1)).toBe(true);
  });

  const expectWanted = (actions: readonly number[]) => {
    expect(actions).toHaveLength(ROWS);
    actions.forEach((action, row) => expect(Math.abs(action - wanted[row])).toBeLessThan(1e-9));
  };

  test('in JavaScript gives the same actions', async () => {
    const { selfTest, OBSERVATION_SIZE, FORCE_LIMIT } = await loadPolicy(folder, code);
    expect(selfTest()).toBe(true);
    expect(OBSERVATION_SIZE).toBe(code.observationSize);
    expect(FORCE_LIMIT).toBe(code.forceLimit);
    expectWanted(await actionsInJavaScript(folder, code, observations));
  });

  test.skipIf(!COMPILER)('in C compiles without a warning and gives the same actions', () => {
    expectWanted(actionsInC(folder, code, observations));
  });

  test('says what it is', () => {
    for (const text of [cHeader(code), javascriptModule(code)]) {
      expect(text).toContain(`The deterministic policy of ${model.fileName}`);
      expect(text).toContain(model.sha256);
      expect(text).toMatch(/An action is chosen every [\d.]+ s and held until the next\./);
    }
  });
});

test('a self-test fails where a weight is another', async () => {
  const code = policyCode(modelOf(CASES[2]));
  const [first, ...others] = code.layers;
  const spoilt = { ...first, bias: first.bias.map((value) => value + 1) };
  expect((await loadPolicy(folder, { ...code, layers: [spoilt, ...others] })).selfTest()).toBe(false);
});

test('a float32 is printed so that it is read as itself, and no longer than it must be', () => {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let i = 0; i < 20_000; i++) {
    bits[0] = random.integer(2, i, 2 ** 31) * 2 + random.integer(3, i, 2);
    const value = float[0];
    if (!Number.isFinite(value)) continue;
    expect(Math.fround(Number(float32Text(value)))).toBe(value);
  }
  expect(float32Text(Math.fround(0.1))).toBe('0.1');
  expect(float32Text(Math.fround(1 / 3))).toBe('0.33333334');
  expect(float32Text(-0)).toBe('0');
  expect(float32Text(2 ** -149)).toBe('1e-45');
});
