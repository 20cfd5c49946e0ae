import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import { packEnvironments } from './environmentState';
import type { NetworkLayout } from './networkLayout';
import { withTransposes, withPadding } from './networkLayout';
import { dynamicsOf } from './dynamics';
import { groundOf, recordsOf } from './groundMotions';
import { HYPERPARAMETERS } from './layouts';
import type { BufferName, StageBuffers, StageSizes } from './stageBuffers';

interface Destination {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly buffers: StageBuffers;
}

interface UploadedStage {
  readonly task: StageTask;
  readonly state: EngineState;
  readonly environments: VectorEnvironment;
}

/** Writes what does not change within the stage, and the state that it begins with. */
export function uploadStage(
  device: GPUDevice,
  { sizes, layout, buffers }: Destination,
  { task, state, environments }: UploadedStage,
): void {
  const { hyperparameters, environment } = task;
  const { parameters, optimizer } = state;
  const environmentState = environments.state();
  const write = (name: BufferName, data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, offset = 0) =>
    device.queue.writeBuffer(buffers[name], offset, data);
  write('architecture', layout.uniform);
  write('network', withTransposes(layout, parameters));
  write('optimizer', withPadding(layout, optimizer.expAvg));
  write('optimizer', withPadding(layout, optimizer.expAvgSq), 4 * layout.parametersSize);
  write('environments', packEnvironments(sizes.shape, environmentState, environments.baselineObservations));
  if (environmentState.delayedActions.length > 0) {
    write('delayedActions', Float32Array.from(environmentState.delayedActions));
  }
  write('dynamics', dynamicsOf(environment));
  write('ground', groundOf(environment));
  write('records', recordsOf(environment));
  write('hyperparameters', hyperparametersOf(hyperparameters, sizes));
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
