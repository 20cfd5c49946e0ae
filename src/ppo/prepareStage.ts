import type { StageTask } from './engine';
import { foldNormalisation, unfoldNormalisation } from './foldedNetwork';
import { scoutNormalisation } from './normalisation';
import type { RunnerState } from './runnerState';

/**
 * Gives a state the normalisation that a stage asks for. The statistics are the stage's own: they begin with a look at
 * its earthquakes, so that the policy of the stage before answers the same motion relative to the usual one with the
 * same part of the force limit. A state in the middle of its stage keeps what it has.
 *
 * A stage with an initial standard deviation of its own explores with that one.
 *
 * A policy that was trained on raw observations (another program's) acts as before: its first layers are rewritten for
 * the normalised ones. Where the stage wants raw observations, the statistics become part of those layers instead.
 */
export function prepareStage(task: StageTask, state: RunnerState): RunnerState {
  const { norm_obs, norm_reward } = task.normalisation;
  const isUnderWay = state.counters.stageTimesteps > 0;
  const exploring = isUnderWay ? state : withStd(state, task.initialStd);
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

/** With `log_std` and its moments begun anew. */
function withStd(state: RunnerState, std: number | null): RunnerState {
  if (std === null) return state;
  const begun = (vector: Float32Array, value: number) => {
    const copy = vector.slice();
    copy[0] = value;
    return copy;
  };
  const { step, expAvg, expAvgSq } = state.optimizer;
  return {
    ...state,
    parameters: begun(state.parameters, Math.log(std)),
    optimizer: { step, expAvg: begun(expAvg, 0), expAvgSq: begun(expAvgSq, 0) },
  };
}

function adaptNetwork(state: RunnerState, wanted: RunnerState['normalisation']['observations']): RunnerState {
  const had = state.normalisation.observations;
  if (!wanted) return foldNormalisation(state, had);
  const isTrained = state.optimizer.step > 0;
  return had === null && isTrained ? unfoldNormalisation(state, wanted) : state;
}
