import { describe, expect, test } from 'vitest';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { calmRecord, environment, shortRecord, testActions } from '../../support/environments';
import { expectClose } from '../../support/expectClose';
import { OBSERVATION_SIZE, V9 } from '../../support/v9Building';

const row = (observations: Float32Array, i: number) => [
  ...observations.slice(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE),
];
const AT_REST = new Array<number>(OBSERVATION_SIZE).fill(0);

describe('a batch of environments', () => {
  test('begins from rest', () => {
    const { observations, stageStep, count } = environment({ count: 3 });
    expect(observations).toEqual(new Float32Array(3 * OBSERVATION_SIZE));
    expect(stageStep).toBe(0);
    expect(count).toBe(3);
  });

  test('simulates each environment as an episode of its own, with clipped actions', () => {
    const steps = 99;
    const record = shortRecord(100);
    const batch = environment({ count: 3, records: [record] });
    for (let step = 0; step < steps; step++) batch.step(testActions(step, 3));
    for (let i = 0; i < 3; i++) {
      let step = 0;
      const { roofDisplacement, tmdDisplacement } = simulateEpisode(
        record,
        { building: V9, integrator: 'newmark', forceLimit: 150_000 },
        () => testActions(step++, 3)[i],
      );
      const [roof, , , , , , tmd] = row(batch.observations, i);
      expect(roof).toBe(Math.fround(roofDisplacement[steps - 1]));
      expect(tmd).toBe(Math.fround(tmdDisplacement[steps - 1]));
    }
  });

  test('truncates at the end of the record and is already reset', () => {
    const batch = environment({ count: 2, records: [shortRecord(30)] });
    let total = 0;
    for (let step = 0; step < 29; step++) {
      const { rewards, truncated, episodes } = batch.step(new Float32Array(2));
      total += rewards[0];
      expect([...truncated]).toEqual([0, 0]);
      expect(episodes).toEqual([]);
    }
    const before = row(batch.observations, 0);
    const { rewards, truncated, finalObservations, episodes } = batch.step(new Float32Array(2));
    expect([...truncated]).toEqual([1, 1]);
    expect(row(finalObservations, 0)).not.toEqual(before);
    expect(row(finalObservations, 0)).not.toEqual(AT_REST);
    expect(row(batch.observations, 0)).toEqual(AT_REST);
    expect(episodes).toHaveLength(2);
    expect(episodes[0].l).toBe(30);
    expectClose(episodes[0].r, total + rewards[0], 1e-12);
  });

  test('repeats the episode after a reset: nothing of the last one is left', () => {
    const batch = environment({ count: 1, records: [shortRecord(30)], randomisation: { latency_steps: 4 } });
    const episode = () =>
      Array.from({ length: 30 }, (_, step) => {
        const { rewards, episodes } = batch.step(testActions(step, 1));
        return { reward: rewards[0], episodes };
      });
    const first = episode();
    expect(episode()).toEqual(first);
    expect(new Set(first.map(({ reward }) => reward)).size).toBeGreaterThan(20);
    expect(first.at(-1)?.episodes).toHaveLength(1);
  });

  test('ends environments one by one when their records differ in length', () => {
    const batch = environment({ count: 8, records: [calmRecord(10), calmRecord(25)] });
    const lengths = [...batch.state().record].map((record) => [10, 25][record]);
    expect(new Set(lengths).size).toBe(2);
    for (let step = 1; step <= 10; step++) {
      const { truncated, episodes } = batch.step(new Float32Array(8));
      expect([...truncated]).toEqual(lengths.map((length) => (length === step ? 1 : 0)));
      expect(episodes.every(({ l }) => l === step)).toBe(true);
    }
  });

  test('draws a new record at each reset, each equally often', () => {
    const records = Array.from({ length: 5 }, () => calmRecord(1));
    const batch = environment({ count: 4, records });
    const counts = new Float64Array(records.length);
    let repeats = 0;
    let last = batch.state().record;
    const resets = 2500;
    for (let step = 0; step < resets; step++) {
      batch.step(new Float32Array(4));
      const { record } = batch.state();
      record.forEach((drawn, i) => {
        counts[drawn]++;
        if (drawn === last[i]) repeats++;
      });
      last = record;
    }
    const expected = (4 * resets) / records.length;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.99 % quantile with 4 degrees of freedom.
    expect(chiSquare).toBeLessThan(23.5);
    // A fifth of the draws repeat the last one; five standard errors.
    expect(Math.abs(repeats - expected)).toBeLessThan(5 * Math.sqrt(expected * 0.8));
  });

  test('draws by seed and stage, and alike for every number of environments', () => {
    const records = Array.from({ length: 1000 }, () => calmRecord(1));
    const drawn = (count: number, seed: number, stage: number) => [
      ...environment({ count, records }, seed, stage).state().record,
    ];
    expect(drawn(4, 1, 1)).toEqual(drawn(4, 1, 1));
    expect(drawn(8, 1, 1).slice(0, 4)).toEqual(drawn(4, 1, 1));
    expect(drawn(4, 2, 1)).not.toEqual(drawn(4, 1, 1));
    expect(drawn(4, 1, 2)).not.toEqual(drawn(4, 1, 1));
  });

  test('scales the reward by the record that it drew', () => {
    // The record's peak is 0.30 g; 0.27 g and 0.45 g have the scales 3 and 7.
    const batch = environment({ count: 8, records: [shortRecord(20, 0.9), shortRecord(20, 1.5)] });
    const { record } = batch.state();
    expect(new Set(record).size).toBe(2);
    for (let step = 0; step < 5; step++) batch.step(new Float32Array(8));
    const { rewards } = batch.step(new Float32Array(8));
    record.forEach((drawn, i) => {
      const [displacement, velocity] = row(batch.observations, i).map(Math.abs);
      expectClose(rewards[i], -[3, 7][drawn] * (displacement + 0.3 * velocity), 1e-6);
    });
  });

  test('refuses to be without records, or with records of another time step', () => {
    expect(() => environment({ records: [] })).toThrow(RangeError);
    const fast = { ...shortRecord(10), name: 'fast', dt: 0.005 };
    expect(() => environment({ records: [shortRecord(10), fast] })).toThrow(
      'fast has a time step of 0.005 s',
    );
  });
});
