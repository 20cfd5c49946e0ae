import { expect, test } from 'vitest';
import type { Architecture } from '../../../src/ppo/parameters';
import { parameterLayout } from '../../../src/ppo/parameters';
import { readOptimizer } from '../../../src/sb3/stateDict';
import { TorchArchiveWriter } from '../../../src/sb3/torchArchive';

const ARCHITECTURE: Architecture = { observationSize: 8, netArch: [8], activation: 'tanh' };
const LAYOUT = parameterLayout(ARCHITECTURE);

/** `policy.optimizer.pth` with the moments of these parameters, under their numbers. */
function optimizerOf(numbers: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
  const archive = new TorchArchiveWriter();
  const { pickle } = archive;
  pickle.emptyDict().mark().string('state').emptyDict().mark();
  for (const number of numbers) {
    const { shape, size } = LAYOUT[number % LAYOUT.length];
    pickle.integer(number).emptyDict().mark().string('step');
    archive.tensor({ shape: [], data: Float32Array.of(7) });
    for (const name of ['exp_avg', 'exp_avg_sq']) {
      pickle.string(name);
      archive.tensor({ shape, data: new Float32Array(size).fill(0.5) });
    }
    pickle.setItems();
  }
  pickle.setItems().string('param_groups').emptyList().mark().emptyDict().mark();
  pickle.string('lr').float(3e-4).string('params').emptyList().mark();
  LAYOUT.forEach((_, number) => pickle.integer(number));
  pickle.appends().setItems().appends().setItems();
  return archive.finish();
}

test('an optimizer that was to leave some parameters alone has no moments of them', async () => {
  // `policy.log_std.requires_grad = False` keeps the standard deviation.
  const numbers = LAYOUT.map((_, number) => number).slice(1);
  const { optimizer, warnings } = await readOptimizer(await optimizerOf(numbers), ARCHITECTURE);
  expect(optimizer.step).toBe(7);
  for (const moments of [optimizer.expAvg, optimizer.expAvgSq]) {
    expect(moments[0]).toBe(0);
    expect(moments.subarray(1).every((value) => value === 0.5)).toBe(true);
  }
  expect(warnings).toEqual([
    'Its optimizer has no moments of log_std, which it was to leave alone; here all is trained.',
  ]);
  const whole = await readOptimizer(await optimizerOf([0, ...numbers]), ARCHITECTURE);
  expect(whole.warnings).toEqual([]);
});

test('an optimizer of other parameters is refused', async () => {
  await expect(readOptimizer(await optimizerOf([0, 1, LAYOUT.length]), ARCHITECTURE)).rejects.toThrow(
    /has moments of other parameters/,
  );
});
