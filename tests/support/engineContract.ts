import { describe, expect, test } from 'vitest';
import type { Engine, IterationOptions } from '../../src/ppo/engine';
import { NonFiniteError } from '../../src/ppo/errors';
import type { EngineState } from '../../src/ppo/runnerState';
import { shortRecord } from './environments';
import type { EngineUnderTest } from './engineParity';
import { iterateOnce } from './engineParity';
import type { ParityCase } from './parityCases';
import { NO_SCALES, parityCase } from './parityCases';

const CASE = parityCase('contract', {
  netArch: [19, 16],
  environment: {
    count: 6,
    records: [shortRecord(40), shortRecord(31, 0.5)],
    randomisation: { actuator_noise_std: 0.1, latency_steps: 2, sensor_noise_std: 0.05, sensor_dropout: 0.1 },
  },
  hyperparameters: { n_steps: 50, batch_size: 64 },
});

/** Enough work to be stopped in the middle. */
const LONG_CASE = parityCase('long', {
  netArch: [32, 32],
  environment: { count: 64 },
  hyperparameters: { n_steps: 48, batch_size: 256, n_epochs: 2 },
});

async function begin(open: EngineUnderTest['open'], { task, state }: ParityCase): Promise<Engine> {
  const engine = await open();
  await engine.begin(task, state);
  return engine;
}

/** The state after the iterations from `first` to before `last`. */
export async function stateAfter(
  open: EngineUnderTest['open'],
  parity: ParityCase,
  first: number,
  last: number,
): Promise<EngineState> {
  const engine = await begin(open, parity);
  try {
    for (let iteration = first; iteration < last; iteration++) await iterateOnce(engine, iteration);
    return await engine.snapshot();
  } finally {
    engine.dispose();
  }
}

/** What every engine promises about time: the same again, stopped or not, and nothing by halves. */
export function describeContract(engines: readonly EngineUnderTest[]): void {
  describe.each(engines.map((engine) => [engine.name, engine] as const))('%s, contract', (_, { open }) => {
    test('runs the same twice, bit for bit', async () => {
      expect(await stateAfter(open, CASE, 0, 2)).toEqual(await stateAfter(open, CASE, 0, 2));
    });

    test('runs the same whether it was stopped or not, bit for bit', async () => {
      const stopped = await stateAfter(open, CASE, 0, 2);
      const resumed = await stateAfter(open, { ...CASE, state: stopped }, 2, 4);
      expect(resumed).toEqual(await stateAfter(open, CASE, 0, 4));
    });

    test('gives back the state that it began with', async () => {
      const stopped = await stateAfter(open, CASE, 0, 1);
      expect(await stateAfter(open, { ...CASE, state: stopped }, 1, 1)).toEqual(stopped);
    });

    test.each(['rollout', 'update'] as const)(
      'stays at the boundary when it is abandoned in the %s',
      async (phase) => {
        const engine = await begin(open, LONG_CASE);
        try {
          await iterateOnce(engine, 0);
          const boundary = await engine.snapshot();
          const controller = new AbortController();
          const options = {
            iteration: 1,
            learningRate: 3e-4,
            scales: NO_SCALES,
            signal: controller.signal,
          };
          const onProgress: IterationOptions['onProgress'] = (progress) => {
            if (progress.phase === phase) controller.abort(new Error('enough'));
          };
          await expect(engine.iterate({ ...options, onProgress })).rejects.toThrow('enough');
          expect(await engine.snapshot()).toEqual(boundary);

          await iterateOnce(engine, 1);
          expect(await engine.snapshot()).toEqual(await stateAfter(open, LONG_CASE, 0, 2));
        } finally {
          engine.dispose();
        }
      },
    );

    test('hears an abort from outside while it computes', async () => {
      const engine = await begin(open, {
        ...LONG_CASE,
        task: { ...LONG_CASE.task, hyperparameters: { ...LONG_CASE.task.hyperparameters, n_epochs: 1000 } },
      });
      try {
        const boundary = await engine.snapshot();
        const options = {
          iteration: 0,
          learningRate: 3e-4,
          scales: NO_SCALES,
          onProgress: () => undefined,
        };
        await expect(engine.iterate({ ...options, signal: AbortSignal.timeout(50) })).rejects.toThrow();
        expect(await engine.snapshot()).toEqual(boundary);
      } finally {
        engine.dispose();
      }
    });

    test('reports progress that only grows, through both phases', async () => {
      const engine = await begin(open, LONG_CASE);
      const seen: number[] = [];
      try {
        await engine.iterate({
          iteration: 0,
          learningRate: 3e-4,
          scales: NO_SCALES,
          signal: new AbortController().signal,
          onProgress: ({ phase, fraction }) => seen.push((phase === 'update' ? 1 : 0) + fraction),
        });
      } finally {
        engine.dispose();
      }
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(seen).toContain(1);
      expect(seen.at(-1)).toBe(2);
    });

    test('stays at the boundary when the update is not finite', async () => {
      const engine = await begin(open, CASE);
      try {
        const boundary = await engine.snapshot();
        const iteration = engine.iterate({
          iteration: 0,
          learningRate: 1e30,
          scales: NO_SCALES,
          signal: new AbortController().signal,
          onProgress: () => undefined,
        });
        await expect(iteration).rejects.toThrow(NonFiniteError);
        expect(await engine.snapshot()).toEqual(boundary);
      } finally {
        engine.dispose();
      }
    });
  });
}
