import { policyController } from '../../evaluation/controllers/policyController';
import type { ActorLayer } from '../../ppo/actorLayers';
import { actorLayers } from '../../ppo/actorLayers';
import { foldedParameters } from '../../ppo/foldedNetwork';
import type { Architecture } from '../../ppo/parameters';
import type { ExportedModel } from '../exportedModel';
import { actionPeriodText, observationText } from '../policyInterface';

/** How far an action may be from the example's before the self-test fails. */
export const SELF_TEST_TOLERANCE = 1e-6;

/** What both languages write of a policy. */
export interface PolicyCode {
  readonly layers: readonly ActorLayer[];
  readonly activation: Architecture['activation'];
  readonly observationSize: number;
  /** N; null: the model has no place in the curriculum. */
  readonly forceLimit: number | null;
  /** An observation, and the action that belongs to it, for a self-test. */
  readonly example: { readonly observation: readonly number[]; readonly action: number };
  /** What a reader has to know, as lines of a comment. */
  readonly head: readonly string[];
}

/** The deterministic actor of a model, for raw observations, as program text is made of it. */
export function policyCode(model: ExportedModel): PolicyCode {
  const { state, training, fileName, sha256 } = model;
  const layers = actorLayers(state.architecture, foldedParameters(state));
  const stage = training?.settings.stages[training.stage - 1];
  const [{ inputs: observationSize }] = layers;
  return {
    layers,
    activation: state.architecture.activation,
    observationSize,
    forceLimit: stage ? 1000 * stage.force_limit_kN : null,
    example: exampleOf(model, observationSize),
    head: [
      `The deterministic policy of ${fileName}, made by TMD Lab.`,
      `SHA-256 of that file: ${sha256}`,
      `Trained for ${state.counters.numTimesteps} timesteps.`,
      '',
      `Observation: ${observationText(model)}.`,
      'Action: in [-1, 1]; times the force limit it is the force, N, on the damper, which reacts on its floor.',
      `An action is chosen every ${actionPeriodText(training)} s and held until the next.`,
    ],
  };
}

const EXAMPLES = 64;

/**
 * Far enough from zero to try every layer, with an action that is not cut off where one of some observations has such an
 * action.
 */
function exampleOf({ state }: ExportedModel, size: number): PolicyCode['example'] {
  const control = policyController(state);
  const examples = Array.from({ length: EXAMPLES }, (_, number) => {
    const scale = 2 ** (-number / 4);
    const observation = Array.from({ length: size }, (__, i) =>
      Math.fround(scale * Math.sin(1 + number + 2 * i)),
    );
    return { observation, action: control(Float64Array.from(observation)) };
  });
  return examples.find(({ action }) => Math.abs(action) < 1) ?? examples[0];
}
