import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import { OBSERVATION_SIZE } from '../../parameters';
import type { EngineState } from '../../runnerState';
import { packEnvironments } from './environmentState';
import type { NetworkLayout } from './networkLayout';
import { withTransposes, withPadding } from './networkLayout';
import { dynamicsOf } from './dynamics';
import { groundOf, recordsOf } from './groundMotions';
import { ENVIRONMENT, FINAL, HYPERPARAMETERS, ROWS } from './layouts';
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
  const write: Write = (name, data, offset = 0) => device.queue.writeBuffer(buffers[name], offset, data);
  write('architecture', layout.uniform);
  write('network', withTransposes(layout, parameters));
  write('optimizer', withPadding(layout, optimizer.expAvg));
  write('optimizer', withPadding(layout, optimizer.expAvgSq), 4 * layout.parametersSize);
  write('environments', packEnvironments(environmentState, environments.baselineObservations));
  if (environmentState.delayedActions.length > 0) {
    write('delayedActions', Float32Array.from(environmentState.delayedActions));
  }
  write('dynamics', dynamicsOf(environment));
  write('ground', groundOf(environment));
  write('records', recordsOf(environment));
  writeRows(write, sizes);
  write('hyperparameters', hyperparametersOf(hyperparameters, sizes));
}

type Write = (name: BufferName, data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, offset?: number) => void;

/** Where the critic finds the observations that it values, and where their values go: the baseline's behind all others. */
function writeRows(write: Write, sizes: StageSizes): void {
  const { samples, environments } = sizes;
  const finals = environments * sizes.finalsPerEnvironment;
  const inObservations = { count: samples, stride: OBSERVATION_SIZE, isRaw: 0 };
  const inEnvironments = { count: environments, stride: ENVIRONMENT.words, isRaw: 1 };
  const inFinals = { count: finals, stride: FINAL.words, isRaw: 0 };
  const rows = (name: BufferName, values: Parameters<typeof ROWS.pack>[0]) => write(name, ROWS.pack(values));
  rows('rowsOfSamples', { ...inObservations, first: 0, firstValue: 0 });
  rows('rowsOfNow', { ...inEnvironments, first: ENVIRONMENT.word('observation'), firstValue: samples });
  const toFinals = samples + environments;
  rows('rowsOfFinals', { ...inFinals, first: FINAL.word('observation'), firstValue: toFinals });
  const toBaseline = toFinals + finals;
  const first = OBSERVATION_SIZE * samples;
  rows('rowsOfBaselineSamples', { ...inObservations, first, firstValue: toBaseline });
  rows('rowsOfBaselineNow', {
    ...inEnvironments,
    first: ENVIRONMENT.word('uncontrolled'),
    firstValue: toBaseline + samples,
  });
  rows('rowsOfBaselineFinals', {
    ...inFinals,
    first: FINAL.word('uncontrolled'),
    firstValue: toBaseline + toFinals,
  });
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
