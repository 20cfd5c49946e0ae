import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Pace } from '../../../src/evaluation/pace';
import { validate } from '../../../src/evaluation/validate';
import { heldOutStatistics } from '../../../src/evaluation/summary';
import type { LogRecord } from '../../../src/logging/logRecord';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { MemoryDisk } from '../../support/memoryDisk';
import {
  DIRECTORY,
  finalState,
  isStage2,
  readCheckpoint,
  train,
  trainUntil,
  VALIDATED,
  VALIDATED_ITERATIONS,
} from '../../support/sessions';

const validations = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => {
    const peak = event.type === 'log' ? event.record.values['eval/mean_peak_m'] : undefined;
    return event.type === 'log' && peak !== undefined
      ? [{ iteration: event.record.values['time/iterations'], peak }]
      : [];
  });

/** What the first stage's log has under `eval/` after an iteration. */
const logged = (events: readonly TrainerEvent[], iteration: number | undefined) => {
  const found = events.flatMap((event) =>
    event.type === 'log' && event.record.values['time/iterations'] === iteration ? [event.record] : [],
  );
  const evaluated = Object.entries(found[0].values).filter(([key]) => key.startsWith('eval/'));
  return Object.fromEntries(evaluated);
};

describe('a stage that is validated', () => {
  const disk = new MemoryDisk();
  let events: readonly TrainerEvent[] = [];
  let lines: readonly string[] = [];

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const session = await trainUntil(disk, isStage2, VALIDATED);
    events = session.events;
    lines = session.lines();
  });

  test('is validated every so many iterations and at its end, and says so', () => {
    const found = validations(events);
    expect(found.map(({ iteration }) => iteration)).toEqual([2, 4, 6]);
    expect(new Set(found.map(({ peak }) => peak)).size).toBe(3);
    for (const { iteration, peak } of found) {
      expect(lines).toContain(
        `Validation after iteration ${iteration}: mean peak roof displacement ${(100 * peak).toFixed(2)} cm`,
      );
    }
  });

  test('ends with the policy that did best', async () => {
    const found = validations(events);
    const best = found.reduce((smallest, one) => (one.peak < smallest.peak ? one : smallest));
    const { state, settings, evaluations } = await readCheckpoint(disk, 'stage1_50kN');
    const pace = Pace.uninterrupted();
    const validation = await validate(state, settings, settings.stages[0], pace);
    expect(validation.meanPeak).toBe(best.peak);
    expect(logged(events, best.iteration)).toEqual({
      'eval/mean_ep_length': validation.meanLength,
      'eval/mean_peak_m': validation.meanPeak,
      'eval/mean_reward': validation.meanReward,
      'eval/std_reward': validation.stdReward,
    });
    expect(logged(events, 1)).toEqual({});
    expect(state.best).toBeNull();
    expect(state.counters.iteration).toBe(VALIDATED_ITERATIONS);
    expect(evaluations).toHaveLength(1);
    expect(lines).toContainEqual(
      expect.stringMatching(
        new RegExp(`^Keeps the policy of iteration ${best.iteration} of ${VALIDATED_ITERATIONS}: `),
      ),
    );
  });

  test.each([1, 2, 3, 5])(
    'gives the same bytes when it was stopped after iteration %i and continued',
    async (iteration) => {
      const stopped = new MemoryDisk();
      const isThere = (event: TrainerEvent) =>
        event.type === 'log' && event.record.values['time/iterations'] === iteration;
      expect((await trainUntil(stopped, isThere, VALIDATED)).result.outcome).toBe('interrupted');
      const path = `${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`;
      await trainUntil(stopped, isStage2, VALIDATED, (session) => session.continueFrom(path, 1));
      expect(await stopped.read(`${DIRECTORY}/stage1_50kN.zip`)).toEqual(
        await disk.read(`${DIRECTORY}/stage1_50kN.zip`),
      );
    },
  );

  test('makes up for a validation that an interrupt cut off', async () => {
    const stopped = new MemoryDisk();
    // The progress of the evaluation phase is told right before the first validation begins.
    const isValidating = (event: TrainerEvent) =>
      event.type === 'progress' && event.progress.phase === 'evaluation';
    await trainUntil(stopped, isValidating, VALIDATED);
    const interrupted = await readCheckpoint(stopped, 'stage1_INTERRUPTED_50kN');
    expect(interrupted.state.counters.iteration).toBe(2);
    expect(interrupted.state.best).toBeNull();
    const path = `${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`;
    await trainUntil(stopped, isStage2, VALIDATED, (session) => session.continueFrom(path, 1));
    expect(await stopped.read(`${DIRECTORY}/stage1_50kN.zip`)).toEqual(
      await disk.read(`${DIRECTORY}/stage1_50kN.zip`),
    );
  });

  test('ends early once it has waited long enough for a better policy', async () => {
    const found = validations(events).map(({ peak }) => peak);
    const worse = found.findIndex((peak, i) => i > 0 && peak >= Math.min(...found.slice(0, i)));
    // Throwing the policy about makes it worse at some time: that is when patience ends.
    expect(worse).toBeGreaterThan(0);
    const impatient = new MemoryDisk();
    const session = await trainUntil(impatient, isStage2, { ...VALIDATED, validation_patience: 1 });
    expect(validations(session.events)).toHaveLength(worse + 1);
    const { state } = await readCheckpoint(impatient, 'stage1_50kN');
    expect(state.counters.iteration).toBe(2 * (worse + 1));
  });

  test('is the same training as one that is not, but for the policy that is kept', async () => {
    const plain = new MemoryDisk();
    await trainUntil(plain, isStage2, { ...VALIDATED, validation_interval: 0 });
    const last = (await readCheckpoint(plain, 'stage1_50kN')).state;
    const kept = (await readCheckpoint(disk, 'stage1_50kN')).state;
    expect(kept.optimizer).toEqual(last.optimizer);
    expect(kept.counters).toEqual(last.counters);
  });
});

describe('the evaluation at the end of a run', () => {
  const disk = new MemoryDisk();
  let records: readonly LogRecord[] = [];

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const { events } = await train(disk);
    records = events.flatMap((event) => (event.type === 'log' ? [event.record] : []));
  });

  test('of a stage that is not validated is logged with its last iteration', async () => {
    const { evaluations } = await readCheckpoint(disk, 'final_v9_advanced');
    const evaluated = records.filter(({ values }) => values['eval/mean_reward'] !== undefined);
    expect(evaluated.map(({ stage }) => stage)).toEqual([1, 2, 3, 4]);
    expect(records.map(({ values }) => values['time/iterations'])).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
    evaluated.forEach(({ values }, i) => {
      expect(values['time/iterations']).toBe(2);
      const figures = heldOutStatistics(evaluations[i]);
      expect(values['eval/mean_reward']).toBe(figures?.meanReward);
      expect(values['eval/std_reward']).toBe(figures?.stdReward);
      expect(values['eval/mean_peak_m']).toBe(figures?.meanPeak);
    });
    // 20, 40, 20 and 20 s.
    expect(evaluated.map(({ values }) => values['eval/mean_ep_length'])).toEqual([1000, 2000, 1000, 1000]);
  });

  test('is in the final model, and is not done twice', async () => {
    const { evaluations, finalEvaluation } = await readCheckpoint(disk, 'final_v9_advanced');
    expect(evaluations.map(({ stage }) => stage)).toEqual([1, 2, 3, 4]);
    expect(finalEvaluation?.stages.map(({ force_limit_kN }) => force_limit_kN)).toEqual([150, 150, 150, 150]);
    expect(finalEvaluation?.robustness).toHaveLength(20);
    const { events } = await train(disk);
    const progress = events.filter(({ type }) => type === 'progress');
    expect(progress).toEqual([]);
    expect(events).toContainEqual({ type: 'robustness', robustness: finalEvaluation?.robustness });
    expect((await readCheckpoint(disk, 'final_v9_advanced')).finalEvaluation).toEqual(finalEvaluation);
  });

  test('of another policy is not taken over', async () => {
    const state = await finalState(disk);
    await disk.write(`${DIRECTORY}/stage4_150kN.zip`, await disk.read(`${DIRECTORY}/stage3_150kN.zip`));
    const isEvaluating = (event: TrainerEvent) => event.type === 'progress';
    const { events, result } = await trainUntil(disk, isEvaluating);
    expect(result.outcome).toBe('complete');
    expect(events.some(({ type }) => type === 'robustness')).toBe(false);
    // What was interrupted at once left nothing, and the model itself is there.
    const final = await readCheckpoint(disk, 'final_v9_advanced');
    expect(final.finalEvaluation).toBeNull();
    expect(final.state.parameters).not.toEqual(state.parameters);
  });

  test('of a stage that is interrupted leaves the stage completed; the next start makes up for it', async () => {
    const stopped = new MemoryDisk();
    const isEvaluating = (event: TrainerEvent) =>
      event.type === 'progress' && event.progress.phase === 'evaluation';
    const interrupted = await trainUntil(stopped, isEvaluating);
    expect(interrupted.result).toEqual({ outcome: 'interrupted', problem: null });
    expect((await readCheckpoint(stopped, 'stage1_50kN')).evaluations).toEqual([]);
    expect(logged(interrupted.events, 2)).toEqual({});
    const { events } = await trainUntil(stopped, (event) => event.type === 'stage' && event.stage === 3);
    const told = events.findLast((event) => event.type === 'evaluation');
    expect(told?.type === 'evaluation' && told.evaluations.map(({ stage }) => stage)).toEqual([1, 2]);
    for (const name of ['stage1_50kN', 'stage2_100kN']) {
      expect(await stopped.read(`${DIRECTORY}/${name}.zip`)).toEqual(
        await disk.read(`${DIRECTORY}/${name}.zip`),
      );
    }
  });
});
