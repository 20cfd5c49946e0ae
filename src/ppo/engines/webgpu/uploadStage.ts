import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import { OBSERVATION_SIZE } from '../../parameters';
import type { EngineState } from '../../runnerState';
import {
  ENVIRONMENT_WORDS,
  OBSERVATION_PLACE,
  packEnvironments,
  UNCONTROLLED_PLACE,
} from './environmentState';
import type { NetworkLayout } from './networkLayout';
import { withTransposes, withPadding } from './networkLayout';
import { dynamicsOf } from './dynamics';
import { groundOf, recordsOf } from './groundMotions';
import type { BufferName, StageBuffers, StageSizes } from './stageBuffers';
import { FINAL_WORDS } from './stageBuffers';

interface Destination {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly buffers: StageBuffers;
}

/** Writes what does not change within the stage, and the state that it begins with. */
export function uploadStage(
  device: GPUDevice,
  { sizes, layout, buffers }: Destination,
  { hyperparameters, environment }: StageTask,
  { parameters, optimizer }: EngineState,
  vectorEnvironment: VectorEnvironment,
): void {
  const environments = vectorEnvironment.state();
  const write: Write = (name, data, offset = 0) => device.queue.writeBuffer(buffers[name], offset, data);
  write('architecture', layout.uniform);
  write('network', withTransposes(layout, parameters));
  write('optimizer', withPadding(layout, optimizer.expAvg));
  write('optimizer', withPadding(layout, optimizer.expAvgSq), 4 * layout.parametersSize);
  write('environments', packEnvironments(environments, vectorEnvironment.baselineObservations));
  if (environments.delayedActions.length > 0) {
    write('delayedActions', Float32Array.from(environments.delayedActions));
  }
  write('dynamics', dynamicsOf(environment));
  write('ground', groundOf(environment));
  write('records', recordsOf(environment));
  writeRows(write, sizes);
  write('hyperparameters', hyperparametersOf(hyperparameters, sizes));
}

type Write = (name: BufferName, data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, offset?: number) => void;

/** `Rows` in evaluate.wgsl: where the critic finds the observations that it values. */
function writeRows(write: Write, sizes: StageSizes): void {
  const { samples } = sizes;
  const finals = sizes.environments * sizes.finalsPerEnvironment;
  const rows = (name: BufferName, count: number, first: number, stride: number, value: number, isRaw = 0) =>
    write(name, Uint32Array.of(count, first, stride, value, isRaw));
  const environmentCount = sizes.environments;
  rows('rowsOfSamples', samples, 0, OBSERVATION_SIZE, 0);
  rows('rowsOfNow', environmentCount, OBSERVATION_PLACE, ENVIRONMENT_WORDS, samples, 1);
  rows('rowsOfFinals', finals, 0, FINAL_WORDS, samples + environmentCount);
  const behind = samples + environmentCount + finals;
  rows('rowsOfBaselineSamples', samples, OBSERVATION_SIZE * samples, OBSERVATION_SIZE, behind);
  rows('rowsOfBaselineNow', environmentCount, UNCONTROLLED_PLACE, ENVIRONMENT_WORDS, behind + samples, 1);
  rows('rowsOfBaselineFinals', finals, OBSERVATION_SIZE, FINAL_WORDS, behind + samples + environmentCount);
}

/** `Hyperparameters` in update.wgsl. */
function hyperparametersOf(hyperparameters: Hyperparameters, sizes: StageSizes): ArrayBuffer {
  const { clip_range, clip_range_vf, ent_coef, vf_coef, max_grad_norm, target_kl } = hyperparameters;
  const uniform = new DataView(new ArrayBuffer(48));
  [
    ...[clip_range, clip_range_vf ?? -1, ent_coef, vf_coef, max_grad_norm, target_kl ?? -1],
    ...[hyperparameters.gamma, hyperparameters.gae_lambda],
  ].forEach((value, i) => uniform.setFloat32(4 * i, value, true));
  const isNormalised = hyperparameters.normalize_advantage ? 1 : 0;
  [isNormalised, sizes.batchSize, sizes.samples, sizes.environments].forEach((value, i) =>
    uniform.setUint32(32 + 4 * i, value, true),
  );
  return uniform.buffer;
}
