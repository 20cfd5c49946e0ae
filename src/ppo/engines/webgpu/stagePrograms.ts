import { BETA, GAMMA, TIME_STEP } from '../../../building/newmark';
import { ROOF } from '../../../building/shearBuilding';
import { OBSERVED_STATE } from '../../../environment/observation';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import type { Binding } from './bindings';
import { createBindings } from './bindings';
import { ENVIRONMENT_WORDS, FINALS_PLACE } from './environmentState';
import type { NetworkLayout } from './networkLayout';
import { networkLayout } from './networkLayout';
import type { PassConstants, Pipelines } from './pipelines';
import { createPipelines } from './pipelines';
import type { StageBuffers, StageSizes } from './stageBuffers';
import { createStageBuffers, stageSizes, wholeTiles } from './stageBuffers';
import type { EngineDevice } from './submitter';
import type { Tuning } from './tuning';
import { tuningOf } from './tuning';
import { uploadStage } from './uploadStage';

/** Everything that a stage needs on the GPU: memory, programs, and which memory a program works on. */
export interface StagePrograms {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly buffers: StageBuffers;
  readonly pipelines: Pipelines;
  readonly bindings: Readonly<Record<Binding, GPUBindGroup>>;
}

/** Lays a stage out on the GPU, at `state`. */
export async function createStagePrograms(
  { device, software }: EngineDevice,
  task: StageTask,
  state: EngineState,
  environments: VectorEnvironment,
): Promise<StagePrograms> {
  const sizes = stageSizes(task);
  const layout = networkLayout(state.architecture, wholeTiles(sizes.batchSize));
  const buffers = createStageBuffers(device, sizes, layout, task);
  const pipelines = await createPipelines(
    device,
    constantsOf(sizes, layout, tuningOf(device.limits, software, layout.widest)),
  );
  const bindings = createBindings(device, pipelines, buffers);
  uploadStage(device, { sizes, layout, buffers }, task, state, environments);
  return { sizes, layout, buffers, pipelines, bindings };
}

/** Values of the shaders' `override` constants. */
function constantsOf(sizes: StageSizes, { widest }: NetworkLayout, tuning: Tuning): PassConstants {
  const observed = Object.fromEntries(OBSERVED_STATE.map((place, i) => [`observed${i}`, place]));
  const newmark = { timeStep: TIME_STEP, newmarkBeta: BETA, newmarkGamma: GAMMA };
  return {
    collect: { ...newmark, ...observed, widest, roof: ROOF, THREADS: tuning.towerThreads },
    evaluate: { widest, THREADS: tuning.tileThreads },
    advantages: {
      environmentSize: ENVIRONMENT_WORDS,
      finalsPlace: FINALS_PLACE,
      finalsPerEnvironment: sizes.finalsPerEnvironment,
      hasBaseline: sizes.hasBaseline ? 1 : 0,
    },
    gradient: { widest, THREADS: tuning.tileThreads },
    weightGradient: { shares: tuning.weightGradientShares },
  };
}
