import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import type { Binding } from './bindings';
import { createBindings } from './bindings';
import type { NetworkLayout } from './networkLayout';
import { networkLayout } from './networkLayout';
import { passConstants } from './passConstants';
import type { Pipelines } from './pipelines';
import { createPipelines } from './pipelines';
import { assertWithinLimits } from './requirements';
import type { StageBuffers, StageSizes } from './stageBuffers';
import { assertBuffersAllowed, createStageBuffers, stageSizes, wholeTiles } from './stageBuffers';
import type { EngineDevice } from './submitter';
import type { Tuning } from './tuning';
import { tuningOf } from './tuning';
import { uploadStage } from './uploadStage';

/** Everything that a stage needs on the GPU: memory, programs, and which memory a program works on. */
export interface StagePrograms {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly tuning: Tuning;
  readonly buffers: StageBuffers;
  readonly pipelines: Pipelines;
  readonly bindings: Readonly<Record<Binding, GPUBindGroup>>;
}

/**
 * Lays a stage out on the GPU, at `state`.
 *
 * @throws LimitError where the device allows too little for a pass or a buffer, and ShaderError
 */
export async function createStagePrograms(
  { device, software, tuning }: EngineDevice,
  task: StageTask,
  state: EngineState,
  environments: VectorEnvironment,
): Promise<StagePrograms> {
  const sizes = stageSizes(task);
  const layout = networkLayout(state.architecture, wholeTiles(sizes.batchSize));
  const chosen = { ...tuningOf(device.limits, software, layout), ...tuning };
  const constants = passConstants(sizes, layout, chosen, task.environment);
  assertWithinLimits(device.limits, sizes.shape, constants);
  assertBuffersAllowed(device.limits, sizes, layout, task);
  const pipelines = await createPipelines(device, sizes.shape, constants);
  // After what may be refused: nothing is held then.
  const buffers = createStageBuffers(device, sizes, layout, task);
  const bindings = createBindings(device, pipelines, buffers);
  uploadStage(device, { sizes, layout, buffers }, { task, state, environments });
  return { sizes, layout, tuning: chosen, buffers, pipelines, bindings };
}
