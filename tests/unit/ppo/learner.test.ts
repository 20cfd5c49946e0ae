import { describe, expect, test } from 'vitest';
import { constant, linear } from '../../../src/curriculum/schedule';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import type { Engine, IterationOptions, IterationResult, StageTask } from '../../../src/ppo/engine';
import { initialState } from '../../../src/ppo/initialPolicy';
import { Learner } from '../../../src/ppo/learner';
import { followRollout, NO_NORMALISATION, scalesOf } from '../../../src/ppo/normalisation';
import type { EngineState, Episode } from '../../../src/ppo/runnerState';
import { stageTask } from '../../../src/ppo/stageTask';
import { OBSERVATION_SIZE } from '../../support/v9Building';

const RAW: RunSettings = {
  ...PRESETS.smoke,
  normalisation: { norm_obs: false, norm_reward: false },
};
const NORMALISED: RunSettings = { ...RAW, normalisation: { norm_obs: true, norm_reward: true } };
const START = initialState({ ...RAW, seed: 1 });
/** n_steps x environments of the smoke preset, whose actions are held for one step. */
const STEPS = 64 * 2;

const IDENTITY = Float64Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
const RESULT: IterationResult = {
  statistics: {
    approx_kl: 0.01,
    clip_fraction: 0.1,
    entropy_loss: -1,
    explained_variance: 0.5,
    loss: 2,
    policy_gradient_loss: -0.1,
    value_loss: 3,
    std: 1,
  },
  epochs: 2,
  episodes: [],
  moments: {
    observations: { mean: new Float64Array(8).fill(0.5), covariance: IDENTITY, count: 1000 },
    returns: { mean: 2, variance: 9, count: 1000 },
  },
};

/** An engine that computes nothing: it keeps what it was asked, and answers what the test says. */
class StandInEngine implements Engine {
  readonly name = 'stand-in';
  readonly asked: IterationOptions[] = [];
  readonly results: (Partial<IterationResult> | Error)[];
  #state: EngineState = START;

  constructor(...results: (Partial<IterationResult> | Error)[]) {
    this.results = results;
  }

  begin(_: StageTask, state: EngineState): Promise<void> {
    this.#state = state;
    return Promise.resolve();
  }

  iterate(options: IterationOptions): Promise<IterationResult> {
    this.asked.push(options);
    const result = this.results.shift() ?? {};
    if (result instanceof Error) return Promise.reject(result);
    const { parameters } = this.#state;
    this.#state = { ...this.#state, parameters: parameters.map((value) => value + 1) };
    return Promise.resolve({ ...RESULT, ...result });
  }

  snapshot(): Promise<EngineState> {
    const { architecture, parameters, optimizer, environments } = this.#state;
    return Promise.resolve({ architecture, parameters: parameters.slice(), optimizer, environments });
  }

  dispose(): void {}
}

/** The task of the first stage, with what a test changes of its hyperparameters. */
function taskOf(settings: RunSettings, changes: Partial<StageTask['hyperparameters']> = {}): StageTask {
  const task = stageTask(settings, 1);
  return { ...task, hyperparameters: { ...task.hyperparameters, ...changes } };
}

const iterate = (learner: Learner) => learner.iterate(new AbortController().signal, () => undefined);

describe('the learner', () => {
  test('counts steps of all environments, epochs and iterations', async () => {
    const engine = new StandInEngine({ epochs: 2 }, { epochs: 1 });
    const state = {
      ...START,
      counters: { numTimesteps: 1000, nUpdates: 10, stageTimesteps: 256, iteration: 2 },
    };
    const learner = await Learner.begin(engine, taskOf(RAW), 1024, state);
    await iterate(learner);
    const values = await iterate(learner);
    expect(engine.asked.map(({ iteration }) => iteration)).toEqual([2, 3]);
    expect(learner.counters).toEqual({
      numTimesteps: 1000 + 2 * STEPS,
      nUpdates: 13,
      stageTimesteps: 256 + 2 * STEPS,
      iteration: 4,
    });
    expect(values['train/n_updates']).toBe(13);
    expect((await learner.snapshot()).counters).toEqual(learner.counters);
  });

  test('counts an action that is held for several steps as so many', async () => {
    const task = taskOf({ ...RAW, control_period: 5 });
    const learner = await Learner.begin(new StandInEngine(), task, 1e6, START);
    await iterate(learner);
    expect(learner.counters.stageTimesteps).toBe(5 * STEPS);
  });

  test('is complete after whole iterations that reach or pass the stage’s timesteps', async () => {
    const learner = await Learner.begin(new StandInEngine(), taskOf(RAW), 2 * STEPS + 1, START);
    const after: boolean[] = [];
    for (let i = 0; i < 3; i++) {
      await iterate(learner);
      after.push(learner.isComplete);
    }
    expect(after).toEqual([false, false, true]);
    const exact = await Learner.begin(new StandInEngine(), taskOf(RAW), STEPS, START);
    expect(exact.isComplete).toBe(false);
    await iterate(exact);
    expect(exact.isComplete).toBe(true);
  });

  test('takes the learning rate at the progress after the rollout, and the schedule’s end past it', async () => {
    const engine = new StandInEngine();
    const task = taskOf(RAW, { learning_rate: linear(1e-3, 1e-4) });
    const learner = await Learner.begin(engine, task, 2.5 * STEPS, START);
    const values = [await iterate(learner), await iterate(learner), await iterate(learner)];
    const expected = [1e-4 + 9e-4 * 0.6, 1e-4 + 9e-4 * 0.2, 1e-4];
    const logged = values.map((each) => each['train/learning_rate']);
    expect(logged).toEqual(engine.asked.map(({ learningRate }) => learningRate));
    engine.asked.forEach(({ learningRate }, i) => expect(learningRate).toBeCloseTo(expected[i], 12));
  });

  test('averages over the last hundred episodes, wherever they ended', async () => {
    const episodes = (count: number, r: number): Episode[] =>
      Array.from({ length: count }, () => ({ r, l: 2 * r }));
    const engine = new StandInEngine({ episodes: episodes(30, 10) }, { episodes: episodes(90, 20) }, {});
    const learner = await Learner.begin(engine, taskOf(RAW), 1e6, { ...START, episodes: episodes(20, 1) });
    expect((await iterate(learner))['rollout/ep_rew_mean']).toBeCloseTo((20 * 1 + 30 * 10) / 50, 12);
    const values = await iterate(learner);
    expect(values['rollout/ep_rew_mean']).toBeCloseTo((10 * 10 + 90 * 20) / 100, 12);
    expect(values['rollout/ep_len_mean']).toBeCloseTo(2 * 19, 12);
    expect(learner.newEpisodes.length).toBe(90);
    expect((await iterate(learner))['rollout/ep_rew_mean']).toBeCloseTo(19, 12);
    expect(learner.newEpisodes).toEqual([]);
    expect((await learner.snapshot()).episodes.length).toBe(100);
  });

  test('logs what there is: no episode, no variance that is explained, no clipped value', async () => {
    const statistics = { ...RESULT.statistics, explained_variance: NaN };
    const engine = new StandInEngine({ statistics }, {});
    const task = taskOf(RAW, { clip_range: 0.3, clip_range_vf: null, learning_rate: constant(2e-4) });
    const learner = await Learner.begin(engine, task, 1e6, START);
    expect(await iterate(learner)).toEqual({
      'train/approx_kl': 0.01,
      'train/clip_fraction': 0.1,
      'train/entropy_loss': -1,
      'train/loss': 2,
      'train/policy_gradient_loss': -0.1,
      'train/value_loss': 3,
      'train/std': 1,
      'train/clip_range': 0.3,
      'train/learning_rate': 2e-4,
      'train/n_updates': 2,
    });
    expect((await iterate(learner))['train/explained_variance']).toBe(0.5);
    const clipped = taskOf(RAW, { clip_range_vf: 0.25 });
    const another = await Learner.begin(new StandInEngine(), clipped, 1e6, START);
    expect((await iterate(another))['train/clip_range_vf']).toBe(0.25);
  });

  test('an iteration uses the statistics of those before it, and they follow what it saw', async () => {
    const engine = new StandInEngine();
    const learner = await Learner.begin(engine, taskOf(NORMALISED), 1e6, START);
    const { normalisation: before } = await learner.snapshot();
    await iterate(learner);
    const { normalisation: after } = await learner.snapshot();
    expect(after).toEqual(followRollout(before, RESULT.moments));
    expect(after).not.toEqual(before);
    await iterate(learner);
    expect(engine.asked.map(({ scales }) => scales)).toEqual([
      scalesOf(before, OBSERVATION_SIZE),
      scalesOf(after, OBSERVATION_SIZE),
    ]);
  });

  test('leaves raw observations and rewards as they are', async () => {
    const engine = new StandInEngine();
    const learner = await Learner.begin(engine, taskOf(RAW), 1e6, START);
    await iterate(learner);
    expect(engine.asked[0].scales.rewardScale).toBe(1);
    expect((await learner.snapshot()).normalisation).toEqual(NO_NORMALISATION);
  });

  test('keeps the best policy that was validated, through the iterations after it', async () => {
    const learner = await Learner.begin(new StandInEngine(), taskOf(RAW), 1e6, START);
    expect(learner.best).toBe(null);
    for (const score of [5, 3, 4]) {
      await iterate(learner);
      learner.judge(await learner.snapshot(), score);
    }
    await iterate(learner);
    expect(learner.best).toMatchObject({ score: 3, iteration: 2, validatedAt: 3, waited: 1 });
    expect(learner.best?.parameters).toEqual(
      START.parameters.map((value) => value + 1).map((value) => value + 1),
    );
    expect((await learner.snapshot()).best).toBe(learner.best);
  });

  test('stays at the last boundary when an iteration fails', async () => {
    const episodes = [{ r: 1, l: 1 }];
    const engine = new StandInEngine({ episodes }, new Error('The GPU is gone.'), {});
    const learner = await Learner.begin(engine, taskOf(NORMALISED), 1e6, START);
    await iterate(learner);
    const before = await learner.snapshot();
    await expect(iterate(learner)).rejects.toThrow('The GPU is gone.');
    expect(await learner.snapshot()).toEqual(before);
    await iterate(learner);
    expect(engine.asked.map(({ iteration }) => iteration)).toEqual([0, 1, 1]);
  });
});
