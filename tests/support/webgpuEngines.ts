import { VectorEnvironment } from '../../src/environment/vectorEnvironment';
import { requestAdapter } from '../../src/gpu/adapter';
import { GpuDevice } from '../../src/gpu/device';
import { ADAM } from '../../src/ppo/adamConstants';
import { buildingLayouts } from '../../src/ppo/engines/webgpu/layouts';
import { withoutPadding } from '../../src/ppo/engines/webgpu/networkLayout';
import { observationStride, shapeOf } from '../../src/ppo/engines/webgpu/shape';
import { readBack, whole } from '../../src/ppo/engines/webgpu/readBack';
import { createStagePrograms, planStage } from '../../src/ppo/engines/webgpu/stagePrograms';
import type { EngineDevice } from '../../src/ppo/engines/webgpu/submitter';
import { encodeGathered, writeUpdate } from '../../src/ppo/engines/webgpu/updatePolicy';
import { sharedContentOf, uploadMember, uploadShared } from '../../src/ppo/engines/webgpu/uploadStage';
import { statisticsRows, summarise } from '../../src/ppo/engines/webgpu/updateStatistics';
import { EngineGroup } from '../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../src/ppo/engines/webgpu/webgpuEngine';
import type { Shape } from '../../src/ppo/engines/webgpu/shape';
import type { StageTask } from '../../src/ppo/engine';
import type { Minibatch } from '../../src/ppo/rollout';
import type { ComparedEngine, EstimatedRollout } from './engineParity';
import { minibatchStage } from './minibatchFixture';

/** @throws Error where the browser has no WebGPU adapter */
export async function openGpu(): Promise<GpuDevice> {
  const adapter = await requestAdapter();
  if (!adapter) throw new Error('no adapter');
  return GpuDevice.open(adapter);
}

/** One device for all engines of a test file: the programs that it compiled are kept with it. */
let shared: Promise<GpuDevice> | null = null;

/** @param software how the work is shared out: as for a software adapter, or as for a real GPU */
export function webgpuEngine(software: boolean): ComparedEngine {
  const device = async (): Promise<EngineDevice> => {
    const gpu = await (shared ??= openGpu());
    return { device: gpu.device, software, check: () => gpu.check() };
  };
  return {
    name: `webgpu shared out as for ${software ? 'a software adapter' : 'a GPU'}`,
    open: async () => new WebgpuEngine(new EngineGroup(await device())),
    rolloutOf: (engine, task) => rolloutOf(engine as WebgpuEngine, task),
    gradientOf: async (...minibatch) => gradientOf(await device(), ...minibatch),
  };
}

async function rolloutOf(engine: WebgpuEngine, task: StageTask): Promise<EstimatedRollout> {
  const shape = shapeOf(task.environment.building);
  const { FINAL } = buildingLayouts(shape);
  const stride = observationStride(shape);
  const { observationSize: size } = shape;
  const read = async (name: Parameters<WebgpuEngine['inspect']>[0]) =>
    new Float32Array(await engine.inspect(name));
  const transitions = await read('transitions');
  const estimates = await read('estimates');
  const observations = await read('observations');
  const values = await read('values');
  const finals = await read('finals');
  const { gamma } = task.hyperparameters;
  const environments = task.environment.count;
  const samples = transitions.length / 4;
  const finalsPerEnvironment = finals.length / FINAL.words / environments;
  const ends = Uint8Array.from(column(transitions, 3));
  /** The critic's part that begins at `first` of `values`, and the rewards with what the last steps would still earn. */
  const estimatedFrom = (first: number, rewards: Float32Array) => {
    const seen = new Uint32Array(environments);
    const bootstrapped = rewards.map((reward, sample) => {
      if (!ends[sample]) return reward;
      const environment = sample % environments;
      const final = environment * finalsPerEnvironment + seen[environment]++;
      return reward + gamma * values[first + samples + environments + final];
    });
    return {
      rewards: bootstrapped,
      values: values.slice(first, first + samples),
      lastValues: values.slice(first + samples, first + samples + environments),
    };
  };
  const hasBaseline = observations.length > stride * samples;
  return {
    environments,
    // Without what fills each row up to whole eights.
    observations: observations.slice(0, stride * samples).filter((_, i) => i % stride < size),
    actions: column(transitions, 0),
    logProbabilities: column(transitions, 1),
    ends,
    ...estimatedFrom(0, column(transitions, 2)),
    baseline: hasBaseline
      ? estimatedFrom(
          samples + environments * (1 + finalsPerEnvironment),
          observations.slice(2 * stride * samples),
        )
      : null,
    advantages: column(estimates, 0),
    returns: column(estimates, 1),
  };
}

/** A component of a table of vectors of four. */
function column(table: Float32Array, place: number): Float32Array {
  return Float32Array.from({ length: table.length / 4 }, (_, i) => table[4 * i + place]);
}

async function gradientOf(
  gpu: EngineDevice,
  ...[parameters, architecture, minibatch, hyperparameters]: Parameters<ComparedEngine['gradientOf']>
): ReturnType<ComparedEngine['gradientOf']> {
  const unclipped = { ...hyperparameters, max_grad_norm: 1e30 };
  const { task, state } = minibatchStage(parameters, architecture, minibatch, unclipped);
  const { environment, seed, stage } = task;
  const environments = new VectorEnvironment(environment, seed, stage);
  const programs = await createStagePrograms(gpu, planStage(gpu, task, state.architecture));
  const { buffers } = programs;
  const { device } = gpu;
  uploadShared(device.queue, programs, sharedContentOf(task));
  uploadMember(device.queue, programs, 0, { task, state, environments });
  programs.members.choose([0]);
  try {
    writeUpdate(device.queue, programs, [{ slot: 0, task, step: 0, iteration: 0, learningRate: 0 }]);
    device.queue.writeBuffer(buffers.samples, 0, samplesOf(minibatch, shapeOf(environment.building)));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeGathered(pass, programs, 0, minibatch.size);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const regions = [whole(buffers.optimizer), whole(buffers.statistics)];
    const [optimizer, statistics] = await readBack(gpu, regions);
    return {
      // What Adam made of it, whose moments were zero.
      gradient: withoutPadding(programs.layout, new Float32Array(optimizer)).map((m) => m / (1 - ADAM.beta1)),
      statistics: summarise(statisticsRows(statistics), 1, [0, 0]),
    };
  } finally {
    Object.values(buffers).forEach((buffer) => buffer.destroy());
  }
}

/** A `Sample` for each row. */
function samplesOf(minibatch: Minibatch, shape: Shape): ArrayBuffer {
  const { SAMPLE } = buildingLayouts(shape);
  const { observationSize: size } = shape;
  const table = new DataView(new ArrayBuffer(SAMPLE.size * minibatch.size));
  for (let row = 0; row < minibatch.size; row++) {
    SAMPLE.write(table, SAMPLE.size * row, {
      observation: minibatch.observations.subarray(size * row, size * (row + 1)),
      action: minibatch.actions[row],
      logProbability: minibatch.oldLogProbabilities[row],
      advantage: minibatch.advantages[row],
      returned: minibatch.returns[row],
      value: minibatch.oldValues[row],
    });
  }
  return table.buffer;
}
