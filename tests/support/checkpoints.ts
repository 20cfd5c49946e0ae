import type { Checkpoint } from '../../src/checkpoint/checkpoint';
import { PRESETS } from '../../src/curriculum/presets';
import type { RunSettings } from '../../src/curriculum/settings';
import { stageEnvironment } from '../../src/curriculum/stageEnvironment';
import { VectorEnvironment } from '../../src/environment/vectorEnvironment';
import { initialState } from '../../src/ppo/initialPolicy';
import { prepareStage } from '../../src/ppo/prepareStage';
import { stageTask } from '../../src/ppo/stageTask';
import { exampleEvaluation, exampleFinalEvaluation } from './evaluations';

/** A checkpoint of the smoke preset in the middle of stage 2, with everything in it that a checkpoint can have. */
export function exampleCheckpoint(changes: Partial<RunSettings> = {}): Checkpoint {
  const settings = { ...PRESETS.smoke, seed: 3, ...changes };
  const start = initialState(settings);
  const environment = new VectorEnvironment(stageEnvironment(settings, 2), settings.seed, 2);
  for (let step = 0; step < 5; step++) environment.step(new Float32Array(environment.count).fill(0.5));
  const { normalisation } = prepareStage(stageTask(settings, 2), start);
  return {
    kind: 'INTERRUPTED',
    stage: 2,
    settings,
    state: {
      ...start,
      optimizer: {
        step: 24,
        expAvg: start.parameters.map((value) => 0.1 * value),
        expAvgSq: start.parameters.map((value) => 0.01 * value * value),
      },
      counters: { numTimesteps: 384, nUpdates: 6, stageTimesteps: 128, iteration: 1 },
      environments: environment.state(),
      normalisation,
      episodes: [{ r: -12.5, l: 1000 }],
      best: {
        parameters: start.parameters.map((value) => 0.5 * value),
        normalisation,
        score: 0.175,
        iteration: 1,
        validatedAt: 1,
        waited: 0,
      },
    },
    evaluations: [exampleEvaluation()],
    finalEvaluation: exampleFinalEvaluation(),
    engine: 'tfjs-cpu',
    device: 'a test',
  };
}
