import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VectorEnvironmentState } from '../../../src/environment/specification';
import type { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { environment, shortRecord, testActions } from '../../support/environments';

const COUNT = 3;
const imperfect = {
  count: COUNT,
  records: [shortRecord(23), shortRecord(40), shortRecord(31, 1.5)],
  randomisation: { actuator_noise_std: 0.1, latency_steps: 3, sensor_noise_std: 0.05, sensor_dropout: 0.1 },
};

/** Everything that the steps from `from` on give. */
function record(batch: VectorEnvironment, from: number, steps: number) {
  return Array.from({ length: steps }, (_, i) => {
    const { rewards, truncated, finalObservations, episodes } = batch.step(testActions(from + i, COUNT));
    return {
      rewards: rewards.slice(),
      truncated: truncated.slice(),
      finalObservations: finalObservations.filter((_, index) => truncated[Math.floor(index / 8)] === 1),
      episodes,
      observations: batch.observations.slice(),
    };
  });
}

describe('a restored batch', () => {
  test('goes on bit for bit as the one it was taken from, wherever that was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 50 }), (before, elsewhere) => {
        const original = environment(imperfect);
        record(original, 0, before);
        const state = original.state();
        const expected = record(original, before, 60);

        const restored = environment(imperfect);
        record(restored, 500, elsewhere);
        restored.restore(state);
        expect(restored.observations).toEqual(state.observations);
        expect(restored.stageStep).toBe(before);
        expect(record(restored, before, 60)).toEqual(expected);
        expect(restored.state()).toEqual(original.state());
      }),
      { numRuns: 40 },
    );
  });

  test('the state is a copy: neither batch changes it', () => {
    const batch = environment(imperfect);
    record(batch, 0, 10);
    const state = batch.state();
    const copy = structuredClone(state);
    record(batch, 10, 30);
    batch.restore(state);
    record(batch, 10, 30);
    expect(state).toEqual(copy);
  });
});

describe('a state that does not fit is refused and changes nothing', () => {
  const other = (changes: Parameters<typeof environment>[0]) =>
    environment({ ...imperfect, ...changes }).state();
  const own = environment(imperfect).state();
  const cases: [string, VectorEnvironmentState][] = [
    ['more environments', other({ count: COUNT + 1 })],
    ['fewer environments', other({ count: COUNT - 1 })],
    ['another latency', other({ randomisation: { latency_steps: 2 } })],
    ['a record that does not exist', { ...own, record: Uint32Array.of(0, 3, 1) }],
    [
      'a step beyond the end of its record',
      { ...own, record: new Uint32Array(3), recordStep: Uint32Array.of(0, 23, 0) },
    ],
    ['a missing record', { ...own, record: own.record.slice(1) }],
    ['a missing step', { ...own, recordStep: own.recordStep.slice(1) }],
    ['a missing return', { ...own, episodeReturn: own.episodeReturn.slice(1) }],
    ['missing observations', { ...own, observations: own.observations.slice(8) }],
    ['a missing structure', { ...own, structure: own.structure.slice(39) }],
  ];

  test.each(cases)('%s', (_, state) => {
    const batch = environment(imperfect);
    record(batch, 0, 10);
    const before = batch.state();
    expect(() => batch.restore(state)).toThrow(RangeError);
    expect(() => batch.restore(state)).toThrow('These environments are as they were');
    expect(batch.state()).toEqual(before);
  });
});
