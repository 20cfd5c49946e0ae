import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { encodeOnnx, ONNX_INPUT, ONNX_OUTPUT } from '../../../src/export/onnx';
import { initialParameters } from '../../../src/ppo/initialPolicy';
import type { Architecture } from '../../../src/ppo/parameters';
import { RandomStream } from '../../../src/random/stream';
import { referenceOutput } from '../../support/referencePpo';
import { OBSERVATION_BOUNDS, OBSERVATION_SIZE } from '../../support/v9Building';

const CASES: readonly Architecture[] = [
  { observationSize: OBSERVATION_SIZE, netArch: [256, 256, 256], activation: 'tanh' },
  { observationSize: OBSERVATION_SIZE, netArch: [64, 64], activation: 'tanh' },
  { observationSize: OBSERVATION_SIZE, netArch: [9], activation: 'relu' },
  { observationSize: OBSERVATION_SIZE, netArch: [8, 33, 12, 64], activation: 'relu' },
];

describe.each(CASES)('policy.onnx of $netArch, $activation', (architecture) => {
  const random = new RandomStream(4, 0, 0);
  const { netArch, activation } = architecture;
  const start = initialParameters({
    policy: { net_arch: netArch, activation_fn: activation, log_std_init: 0 },
    seed: 2,
  });
  // Far from the start, where actions are tiny: some of these reach the clip.
  const parameters = start.map((value, i) => value + 0.1 * random.normal(0, i));
  const rows = 64;
  // From the bounds of the observation space down to a thousandth of them.
  const observations = Float32Array.from(
    { length: rows * OBSERVATION_SIZE },
    (_, i) =>
      (2 * random.uniform(1, i) - 1) *
      OBSERVATION_BOUNDS[i % OBSERVATION_SIZE] *
      1000 ** (-i / (rows * OBSERVATION_SIZE)),
  );

  test('gives the deterministic, clipped actions in an ONNX runtime', async () => {
    const session = await InferenceSession.create(encodeOnnx(architecture, parameters, { stage: '1' }));
    expect(session.inputNames).toEqual([ONNX_INPUT]);
    expect(session.outputNames).toEqual([ONNX_OUTPUT]);
    const feed = { [ONNX_INPUT]: new Tensor('float32', observations, [rows, OBSERVATION_SIZE]) };
    const output = (await session.run(feed))[ONNX_OUTPUT];
    expect(output.dims).toEqual([rows, 1]);
    const wide = Float64Array.from(parameters);
    const actions = Float32Array.from(output.data as Float32Array);
    actions.forEach((action, row) => {
      const observation = observations.subarray(row * OBSERVATION_SIZE, (row + 1) * OBSERVATION_SIZE);
      const mean = referenceOutput(wide, architecture, 'policy_net', observation);
      expect(Math.abs(action - Math.min(1, Math.max(-1, mean)))).toBeLessThan(1e-5);
    });
    expect(actions.some((action) => Math.abs(action) === 1)).toBe(true);
    expect(new Set(actions).size).toBeGreaterThan(2);
  });
});
