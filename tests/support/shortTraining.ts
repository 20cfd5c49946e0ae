import { sha256 } from '../../src/checkpoint/store/sha256';
import type { RunSettings, StageNumber } from '../../src/curriculum/settings';
import type { Engine } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import { Learner } from '../../src/ppo/learner';
import { stageTask } from '../../src/ppo/stageTask';
import { encodeCheckpoint } from '../../src/checkpoint/zip/modelZip';
import { readZip } from '../../src/sb3/zipReader';

const ITERATIONS = 2;

/** A preset on as few environments and samples as show every part of an iteration. */
function shortened(settings: RunSettings): RunSettings {
  const [first, second, third, fourth] = settings.stages.map((stage) => ({
    ...stage,
    training_records: null,
    hyperparameters: { ...stage.hyperparameters, n_steps: 16, batch_size: 32, n_epochs: 2 },
  }));
  return { ...settings, n_envs: 6, training_records: 3, stages: [first, second, third, fourth] };
}

/** SHA-256 of the members of a checkpoint that hold numbers. */
export interface WeightHashes {
  readonly 'policy.pth': string;
  readonly 'policy.optimizer.pth': string;
}

/** Trains a stage of a preset for two iterations from its initial policy. */
export async function hashesOfShortTraining(
  engine: Engine,
  preset: RunSettings,
  stage: StageNumber,
): Promise<WeightHashes> {
  const settings = shortened(preset);
  const { total_timesteps } = settings.stages[stage - 1];
  const start = initialState(settings);
  const learner = await Learner.begin(engine, stageTask(settings, stage), total_timesteps, start);
  for (let i = 0; i < ITERATIONS; i++) {
    await learner.iterate(new AbortController().signal, () => undefined);
  }
  const state = await learner.snapshot();
  const zip = await encodeCheckpoint({
    kind: 'INTERRUPTED',
    stage,
    settings,
    state,
    evaluations: [],
    finalEvaluation: null,
    engine: engine.name,
    device: 'test',
  });
  const members = await readZip(zip, { entries: 64, totalSize: 2 ** 26 });
  const hashOf = async (name: keyof WeightHashes) => {
    const bytes = members.get(name);
    if (!bytes) throw new Error(`The checkpoint has no ${name}.`);
    return sha256(bytes);
  };
  return {
    'policy.pth': await hashOf('policy.pth'),
    'policy.optimizer.pth': await hashOf('policy.optimizer.pth'),
  };
}
