import type { StageTask } from './engine';
import { foldNormalisation, unfoldNormalisation } from './foldedNetwork';
import { scoutNormalisation } from './normalisation';
import { parameterLayout } from './parameters';
import type { RunnerState } from './runnerState';

/**
 * Gives a state the normalisation that a stage asks for. The statistics are the stage's own: they begin with a look at
 * its earthquakes, so that the policy of the stage before answers the same motion relative to the usual one with the
 * same part of the force limit. A state in the middle of its stage keeps what it has.
 *
 * A stage can explore anew, with another standard deviation and a smaller action head.
 *
 * A policy that was trained on raw observations (another program's) acts as before: its first layers are rewritten for
 * the normalised ones. Where the stage wants raw observations, the statistics become part of those layers instead.
 */
export function prepareStage(task: StageTask, state: RunnerState): RunnerState {
  const { norm_obs, norm_reward } = task.normalisation;
  const isUnderWay = state.counters.stageTimesteps > 0;
  const exploring = isUnderWay ? state : exploringAnew(state, task.exploration);
  const has = state.normalisation;
  const keepsObservations = isUnderWay && norm_obs && has.observations !== null;
  const keepsReturns = isUnderWay && norm_reward && has.returns !== null;
  const std = Math.exp(exploring.parameters[0]);
  const scouted = scoutNormalisation(task, std, {
    norm_obs: norm_obs && !keepsObservations,
    norm_reward: norm_reward && !keepsReturns,
  });
  const normalisation = {
    observations: keepsObservations ? has.observations : scouted.observations,
    returns: keepsReturns ? has.returns : scouted.returns,
  };
  return { ...adaptNetwork(exploring, normalisation.observations), normalisation };
}

/**
 * The state with another standard deviation and a smaller action head, so that the policy explores anew; the optimizer's
 * moments of both are zero.
 */
function exploringAnew(
  state: RunnerState,
  { initial_std, action_head_scale }: StageTask['exploration'],
): RunnerState {
  const changes = parameterLayout(state.architecture).flatMap(({ name, offset, size }) => {
    if (name === 'log_std' && initial_std !== null)
      return [{ offset, size, change: () => Math.log(initial_std) }];
    if (name.startsWith('action_net') && action_head_scale !== 1) {
      return [{ offset, size, change: (value: number) => action_head_scale * value }];
    }
    return [];
  });
  if (changes.length === 0) return state;
  const changed = (vector: Float32Array, forget: boolean) => {
    const copy = vector.slice();
    for (const { offset, size, change } of changes) {
      for (let i = offset; i < offset + size; i++) copy[i] = forget ? 0 : change(vector[i]);
    }
    return copy;
  };
  const { step, expAvg, expAvgSq } = state.optimizer;
  return {
    ...state,
    parameters: changed(state.parameters, false),
    optimizer: { step, expAvg: changed(expAvg, true), expAvgSq: changed(expAvgSq, true) },
  };
}

function adaptNetwork(state: RunnerState, wanted: RunnerState['normalisation']['observations']): RunnerState {
  const had = state.normalisation.observations;
  if (!wanted) return foldNormalisation(state, had);
  return had === null && isTrained(state) ? unfoldNormalisation(state, wanted) : state;
}

/** Whether the networks are others than those that training begins with, whose biases are zero. */
function isTrained({ architecture, parameters, optimizer }: RunnerState): boolean {
  if (optimizer.step > 0) return true;
  // What imitated somebody, for instance, was trained by an optimizer that is in no zip.
  const biases = parameterLayout(architecture).filter(({ name }) => name.endsWith('.bias'));
  return biases.some(({ offset, size }) =>
    parameters.subarray(offset, offset + size).some((value) => value !== 0),
  );
}
