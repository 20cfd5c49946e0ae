import type { IterationResult, StageTask } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import type { EngineState } from '../../runnerState';
import { episodesOf, momentsOf } from './rolloutResults';
import { NOT_FINITE, TOO_FAR } from './sharedConstants';
import type { StagePrograms } from './stagePrograms';
import { statisticsRows, summarise } from './updateStatistics';

/** Buffers that an abandoned iteration gets back as they were. */
export const BOUNDARY = ['network', 'optimizer', 'environments', 'delayedActions'] as const;

/** Where a run stands at the last iteration's end. */
interface Boundary {
  /** Optimizer steps. */
  readonly step: number;
  /** Steps of the building since the stage began. */
  readonly stageStep: number;
}

/** A run in its place among those that train side by side in stages of one shape. */
export interface Member {
  /** Which parts of the buffers are its own. */
  readonly slot: number;
  readonly task: StageTask;
  readonly architecture: EngineState['architecture'];
  boundary: Boundary;
  /** It takes part in no further portion. */
  hasLeft: boolean;
}

/** What an iteration leaves of a member on the GPU, as it was read back. */
export interface IterationRemains {
  readonly logStd: ArrayBuffer;
  readonly statistics: ArrayBuffer;
  readonly moments: ArrayBuffer;
  readonly stopped: ArrayBuffer;
  readonly finals: ArrayBuffer;
  readonly environments: ArrayBuffer;
}

/**
 * Makes an iteration's result of what it left.
 *
 * @throws NonFiniteError where that is not sound
 */
export function finishIteration(
  { sizes }: StagePrograms,
  { boundary, task }: Member,
  { logStd, statistics, moments, stopped, finals, environments }: IterationRemains,
): { readonly boundary: Boundary; readonly result: IterationResult } {
  const [reason] = new Uint32Array(stopped);
  if (reason & NOT_FINITE) throw new NonFiniteError('A parameter of the policy');
  const rows = statisticsRows(statistics);
  const found = sizes.layouts.MOMENTS.read(new DataView(moments));
  const summary = summarise(rows, sizes.minibatchesPerEpoch, found.variances);
  const result = { ...summary, std: Math.exp(new Float32Array(logStd)[0]) };
  assertFinite(result);
  return {
    boundary: {
      // A minibatch whose divergence was too large has no step.
      step: boundary.step + rows.length - (reason === TOO_FAR ? 1 : 0),
      stageStep: boundary.stageStep + task.hyperparameters.n_steps * task.environment.controlPeriod,
    },
    result: {
      statistics: result,
      epochs: Math.ceil(rows.length / sizes.minibatchesPerEpoch),
      episodes: episodesOf(sizes.layouts, finals, environments, sizes.finalsPerEnvironment),
      moments: momentsOf(sizes.shape, found, sizes.samples),
    },
  };
}
