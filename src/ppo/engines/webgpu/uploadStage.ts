import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import { packEnvironments } from './environmentState';
import { withTransposes, withPadding } from './networkLayout';
import { dynamicsOf } from './dynamics';
import { groundOf, recordsOf } from './groundMotions';
import { HYPERPARAMETERS } from './layouts';
import type { BufferName, StageSizes } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';
import { partOf } from './stagePrograms';

/** What all members of a group have alike, whatever their seeds. */
export interface SharedContent {
  readonly dynamics: ArrayBuffer;
  readonly ground: Float32Array<ArrayBuffer>;
  readonly records: ArrayBuffer;
}

/** A run as it enters a stage. */
interface EnteringRun {
  readonly task: StageTask;
  readonly state: EngineState;
  readonly environments: VectorEnvironment;
}

/** What the building and the earthquakes of a stage are on the GPU. */
export function sharedContentOf({ environment }: StageTask): SharedContent {
  return {
    dynamics: dynamicsOf(environment),
    ground: groundOf(environment),
    records: recordsOf(environment),
  };
}

/** Writes what the members share. */
export function uploadShared(
  queue: GPUQueue,
  { layout, buffers }: Pick<StagePrograms, 'layout' | 'buffers'>,
  { dynamics, ground, records }: SharedContent,
): void {
  queue.writeBuffer(buffers.architecture, 0, layout.uniform);
  queue.writeBuffer(buffers.dynamics, 0, dynamics);
  queue.writeBuffer(buffers.ground, 0, ground);
  queue.writeBuffer(buffers.records, 0, records);
}

/** Writes what does not change within the stage of a member, and the state that it begins with. */
export function uploadMember(
  queue: GPUQueue,
  programs: StagePrograms,
  slot: number,
  { task, state, environments }: EnteringRun,
): void {
  const { layout, sizes, buffers } = programs;
  const { parameters, optimizer } = state;
  const environmentState = environments.state();
  const write = (name: BufferName, data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, offset = 0) => {
    const part = partOf(programs, name, slot);
    queue.writeBuffer(part.buffer, part.offset + offset, data);
  };
  write('network', withTransposes(layout, parameters));
  write('optimizer', withPadding(layout, optimizer.expAvg));
  write('optimizer', withPadding(layout, optimizer.expAvgSq), 4 * layout.parametersSize);
  write('environments', packEnvironments(sizes.shape, environmentState, environments.baselineObservations));
  if (environmentState.delayedActions.length > 0) {
    write('delayedActions', Float32Array.from(environmentState.delayedActions));
  }
  const hyperparameters = hyperparametersOf(task.hyperparameters, sizes);
  queue.writeBuffer(buffers.hyperparameters, slot * HYPERPARAMETERS.uniformSize, hyperparameters);
}

function hyperparametersOf(hyperparameters: Hyperparameters, sizes: StageSizes): ArrayBuffer {
  return HYPERPARAMETERS.pack({
    // The uniform has them under their own names.
    ...hyperparameters,
    clip_range_vf: hyperparameters.clip_range_vf ?? -1,
    target_kl: hyperparameters.target_kl ?? -1,
    isNormalised: hyperparameters.normalize_advantage ? 1 : 0,
    batchSize: sizes.batchSize,
    sampleCount: sizes.samples,
    environments: sizes.environments,
  });
}
