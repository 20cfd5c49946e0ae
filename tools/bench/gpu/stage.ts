import type { RunSettings } from '../../../src/curriculum/settings';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import type { StageTask } from '../../../src/ppo/engine';
import {
  encodeRollout,
  rolloutGroups,
  writeRollout,
  writeScales,
  writeValues,
} from '../../../src/ppo/engines/webgpu/collectRollout';
import { readBack, whole } from '../../../src/ppo/engines/webgpu/readBack';
import { createStagePrograms, planStage } from '../../../src/ppo/engines/webgpu/stagePrograms';
import type { StagePrograms } from '../../../src/ppo/engines/webgpu/stagePrograms';
import type { EngineDevice } from '../../../src/ppo/engines/webgpu/submitter';
import { writeUpdate } from '../../../src/ppo/engines/webgpu/updatePolicy';
import { sharedContentOf, uploadMember, uploadShared } from '../../../src/ppo/engines/webgpu/uploadStage';
import { valuedRows } from '../../../src/ppo/engines/webgpu/valuedRows';
import { initialState } from '../../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../../src/ppo/normalisation';
import { stageTask } from '../stages';
import { dispatchesOf } from './dispatches';

/** The run is alone in its group. */
const SLOT = 0;

/** A run's first stage on the GPU, with numbers in all its buffers. */
export class BenchedStage {
  readonly task: StageTask;
  readonly programs: StagePrograms;
  readonly #gpu: EngineDevice;

  private constructor(gpu: EngineDevice, task: StageTask, programs: StagePrograms) {
    this.#gpu = gpu;
    this.task = task;
    this.programs = programs;
  }

  /** Lays the stage out and computes a short rollout and a minibatch, so that no pass is timed on zeros. */
  static async open(gpu: EngineDevice, settings: RunSettings): Promise<BenchedStage> {
    const { hyperparameters } = settings.stages[0];
    const task = stageTask(settings, 1, { ...hyperparameters, n_epochs: 1 });
    const state = initialState(settings);
    const environments = new VectorEnvironment(task.environment, task.seed, task.stage);
    const programs = await createStagePrograms(gpu, planStage(gpu, task, state.architecture));
    const stage = new BenchedStage(gpu, task, programs);
    const { queue } = gpu.device;
    uploadShared(queue, programs, sharedContentOf(task));
    uploadMember(queue, programs, SLOT, { task, state, environments });
    programs.members.choose([SLOT]);
    writeScales(queue, programs, SLOT, scalesOf(NO_NORMALISATION, state.architecture.observationSize));
    stage.writeActions(1);
    writeValues(queue, programs, valuedRows(programs.sizes));
    writeUpdate(queue, programs, [{ slot: SLOT, task, step: 0, iteration: 0, learningRate: 1e-5 }]);
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const { rollout, values, estimates, firstMinibatch } = dispatchesOf(programs);
    for (const { pipeline, bindGroup, offsets, groups } of [
      rollout,
      values,
      estimates,
      firstMinibatch,
    ].flat()) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup, [...offsets]);
      pass.dispatchWorkgroups(...groups);
    }
    pass.end();
    queue.submit([encoder.finish()]);
    await queue.onSubmittedWorkDone();
    gpu.check();
    return stage;
  }

  /** How many actions the next dispatch of the rollout takes in all environments, from its beginning. */
  writeActions(steps: number): void {
    const groups = rolloutGroups(this.programs);
    const members = [{ slot: SLOT, task: this.task, stageStep: 0 }];
    writeRollout(this.#gpu.device.queue, this.programs, members, { first: 0, steps, groups });
  }

  encodeActions(pass: GPUComputePassEncoder): void {
    encodeRollout(pass, this.programs, rolloutGroups(this.programs));
  }

  /** Whether an update has stopped itself: its passes do nothing from then on, and their times mean nothing. */
  async isStopped(): Promise<boolean> {
    const [stopped] = await readBack(this.#gpu, [whole(this.programs.buffers.stopped)]);
    return new Uint32Array(stopped)[0] !== 0;
  }

  close(): void {
    Object.values(this.programs.buffers).forEach((buffer) => buffer.destroy());
  }
}
